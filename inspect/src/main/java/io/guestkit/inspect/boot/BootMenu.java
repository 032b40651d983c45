package io.guestkit.inspect.boot;

import io.guestkit.inspect.report.BootEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one loader offers.
 *
 * @param loader its name, as in {@link io.guestkit.inspect.report.BootLoader}
 * @param file its configuration; a directory for loaders that read all files of one
 * @param choices in the loader's order
 * @param chosen index of what starts if nobody chooses, -1 if there is nothing
 * @param why what decided that, one sentence
 */
record BootMenu(String loader, BootFile file, List<Choice> choices, int chosen, String why) {

    BootMenu {
        choices = List.copyOf(choices);
    }

    /**
     * An entry.
     *
     * @param image the unified kernel image that it is, null if it is none
     * @param assumed what only the board knows and was taken to be as the files have it; empty if nothing was
     */
    record Choice(BootEntry entry, @Nullable BootFile image, String assumed) {

        Choice(BootEntry entry, @Nullable BootFile image) {
            this(entry, image, "");
        }
    }
}
