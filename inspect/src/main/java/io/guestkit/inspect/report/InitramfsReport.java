package io.guestkit.inspect.report;

import java.util.List;

/**
 * What is in an initramfs.
 *
 * @param path in the guest
 * @param layers how each part of it is stored, in their order: {@code cpio}, {@code gzip}, {@code zstd} …
 * @param entries number of files, directories and so on
 * @param modules names of the kernel modules, with underscores, sorted
 * @param microcode whether there is some for the processor
 */
public record InitramfsReport(String path, List<String> layers, int entries, List<String> modules, boolean microcode) {

    public InitramfsReport {
        layers = List.copyOf(layers);
        modules = List.copyOf(modules);
    }
}
