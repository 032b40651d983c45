package io.guestkit.inspect.boot.windows;

import io.guestkit.inspect.parse.BootIni;
import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.Windows;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.volume.Partition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The menu before Vista: boot.ini, beside NTLDR. */
final class LegacyMenu {

    private static final String DETECT = "NTDETECT.COM";

    private final BootVolumes volumes;
    private final BootManager manager;
    private final Windows windows;
    private final Links links;
    private final List<BootEntry> entries;

    LegacyMenu(BootVolumes volumes, BootManager manager, Windows windows, Links links, List<BootEntry> entries) {
        this.volumes = volumes;
        this.manager = manager;
        this.windows = windows;
        this.links = links;
        this.entries = entries;
    }

    void read() throws IOException {
        Storage storage = manager.storage();
        if (BootVolumes.file(storage, DETECT) == null) {
            links.broken(
                    "program", DETECT + " is not there, without which ntldr stops", volumes.shown(storage, DETECT));
        }
        String name = manager.kind().configuration();
        Path file = BootVolumes.file(storage, name);
        Path top = storage.root();
        if (file == null || top == null) {
            links.unknown(
                    "configuration",
                    "no boot.ini: ntldr starts \\WINDOWS of the first partition",
                    volumes.shown(storage, name));
            return;
        }
        String source = volumes.shown(storage, file);
        byte[] head = new GuestFiles(top).head(top.relativize(file).toString(), GuestFiles.SMALL);
        BootIni menu = BootIni.parse(head == null ? "" : new String(head, StandardCharsets.ISO_8859_1));
        BootIni.Entry choice = menu.choice().orElse(null);
        for (BootIni.Entry each : menu.entries()) {
            entries.add(new BootEntry(
                    each.title(),
                    Optional.of(each.path()),
                    manager.kind().title(),
                    Optional.empty(),
                    List.of(),
                    each.options().isEmpty() ? Optional.empty() : Optional.of(each.options()),
                    each.equals(choice),
                    source + ":" + each.line()));
        }
        if (choice == null) {
            links.broken("configuration", "no system is listed", source);
            return;
        }
        links.ok("configuration", "ntldr offers %d entries".formatted(entries.size()), source);
        String at = source + ":" + choice.line();
        links.ok("entry", "\"%s\" is started by default".formatted(choice.title()), at);
        root(choice, at);
    }

    private void root(BootIni.Entry entry, String at) {
        Optional<Integer> disk = entry.disk();
        Optional<Integer> partition = entry.partition();
        if (disk.isEmpty() || partition.isEmpty()) {
            links.unknown("root", "%s names no disk of the BIOS".formatted(entry.path()), at);
            return;
        }
        Storage found = volumes.ofBios(disk.get(), partition.get());
        if (found == null) {
            links.broken("root", "%s is on none of the disks".formatted(entry.path()), at);
        } else if (!volumes.isRoot(found) || !windows.systemroot().equalsIgnoreCase("/" + entry.directory())) {
            links.unknown(
                    "root",
                    "%s is another system than %s of %s"
                            .formatted(
                                    entry.path(),
                                    windows.systemroot(),
                                    volumes.root().device()),
                    at);
        } else {
            int number = found.partition().map(Partition::number).orElse(0);
            links.ok("root", "%s is partition %d, %s".formatted(entry.path(), number, found.device()), at);
        }
    }
}
