package io.guestkit.inspect.boot.windows;

import io.guestkit.inspect.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the firmware starts, and what knows the systems.
 *
 * @param storage that it is on
 * @param file its program
 */
record BootManager(Kind kind, Storage storage, Path file) {

    /** How it is started, and its names. */
    enum Kind {
        UEFI("uefi", "bootmgr", "EFI/Microsoft/Boot/bootmgfw.efi", "EFI/Microsoft/Boot/BCD", ".efi"),
        BIOS("bios", "bootmgr", "bootmgr", "Boot/BCD", ".exe"),
        /** Before Vista. */
        NTLDR("bios", "ntldr", "ntldr", "boot.ini", "");

        private final String firmware;
        private final String title;
        private final String program;
        private final String configuration;
        private final String extension;

        Kind(String firmware, String title, String program, String configuration, String extension) {
            this.firmware = firmware;
            this.title = title;
            this.program = program;
            this.configuration = configuration;
            this.extension = extension;
        }

        /** As {@link io.guestkit.inspect.report.Windows#firmware} has it. */
        String firmware() {
            return firmware;
        }

        /** As {@link io.guestkit.inspect.report.BootLoader#name} has it. */
        String title() {
            return title;
        }

        String program() {
            return program;
        }

        /** Where its menu is, on the file system of its program. */
        String configuration() {
            return configuration;
        }

        /** How the names of the programs end that it starts Windows with. */
        String extension() {
            return extension;
        }
    }

    /** What firmware of UEFI may start. */
    static List<BootManager> ofUefi(BootVolumes volumes) throws IOException {
        List<BootManager> found = new ArrayList<>();
        for (Storage storage : volumes.fatWith(Kind.UEFI.program())) {
            add(Kind.UEFI, storage, found);
        }
        return found;
    }

    /** What a BIOS may start: on active partitions, whose boot sector is not looked into. */
    static List<BootManager> ofBios(BootVolumes volumes) throws IOException {
        List<BootManager> found = new ArrayList<>();
        for (Storage storage : volumes.active()) {
            int before = found.size();
            add(Kind.BIOS, storage, found);
            if (found.size() == before) {
                add(Kind.NTLDR, storage, found);
            }
        }
        return found;
    }

    private static void add(Kind kind, Storage storage, List<BootManager> found) throws IOException {
        @Nullable Path file = BootVolumes.file(storage, kind.program());
        if (file != null) {
            found.add(new BootManager(kind, storage, file));
        }
    }
}
