package io.guestkit.inspect.boot;

import io.guestkit.inspect.boot.BootMenu.Choice;
import io.guestkit.inspect.parse.LiloConfiguration;
import io.guestkit.inspect.report.BootEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What LILO's installer was told. */
final class LiloMenus {

    private LiloMenus() {}

    /** @return null if there is none */
    static @Nullable BootMenu menu(BootFiles files) throws IOException {
        for (BootFile file : files.all("etc/lilo.conf")) {
            String text = file.files().text(file.path());
            LiloConfiguration configuration = LiloConfiguration.parse(text == null ? "" : text);
            List<Choice> choices = new ArrayList<>();
            int chosen = 0;
            for (LiloConfiguration.Entry entry : configuration.entries()) {
                if (entry.label().equals(configuration.defaultLabel())) {
                    chosen = choices.size();
                }
                choices.add(new Choice(
                        new BootEntry(
                                entry.label(),
                                Optional.of(entry.label()),
                                "lilo",
                                Optional.of(entry.kernel()),
                                entry.initramfs() == null ? List.of() : List.of(entry.initramfs()),
                                entry.options().isEmpty() ? Optional.empty() : Optional.of(entry.options()),
                                false,
                                file.shown() + ":" + entry.line()),
                        null));
            }
            if (!choices.isEmpty()) {
                return new BootMenu(
                        "lilo", file, choices, chosen, "as its map has it, if that was made of this configuration");
            }
        }
        return null;
    }
}
