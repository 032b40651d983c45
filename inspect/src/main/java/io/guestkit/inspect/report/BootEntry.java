package io.guestkit.inspect.report;

import java.util.List;
import java.util.Optional;

/**
 * Something that a boot loader offers to start.
 *
 * @param title as it is shown
 * @param id by which a default is named, where it has one
 * @param loader whose it is, as {@link BootLoader#name}
 * @param kernel path as the loader spells it, of Windows the program that starts it; absent for an entry that starts
 *     neither
 * @param initramfs paths as the loader spells them, in their order
 * @param options the kernel's command line; of Windows what is out of the ordinary, by bcdedit's words
 * @param isDefault whether it is what starts if nobody chooses
 * @param source file and line, or file and object
 */
public record BootEntry(
        String title,
        Optional<String> id,
        String loader,
        Optional<String> kernel,
        List<String> initramfs,
        Optional<String> options,
        boolean isDefault,
        String source) {

    public BootEntry {
        initramfs = List.copyOf(initramfs);
    }

    /** The same as the default one. */
    public BootEntry asDefault() {
        return new BootEntry(title, id, loader, kernel, initramfs, options, true, source);
    }
}
