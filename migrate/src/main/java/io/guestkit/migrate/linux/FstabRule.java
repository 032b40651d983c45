package io.guestkit.migrate.linux;

import io.guestkit.inspect.parse.Fstab;
import io.guestkit.inspect.parse.IniFile;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lines of fstab, and units of systemd, that name a disk by its controller's count: on virtio it is another one. */
final class FstabRule implements FixRule {

    private static final String FSTAB = "/etc/fstab";
    private static final String UNITS = "/etc/systemd/system";
    private static final String REASON = "disks have other names on another controller; UUIDs stay";
    private static final Set<String> KINDS = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "vfat", "swap");

    @Override
    public String name() {
        return "fstab";
    }

    /** Such a line has no options at all, or some, which a new one may follow. */
    private static void withNofail(Lines lines, Fstab.Entry entry) {
        String options = lines.field(entry.line(), 3);
        if (options == null) {
            lines.replace(entry.line(), lines.line(entry.line()).stripTrailing() + " nofail");
        } else {
            lines.replaceField(entry.line(), 3, options + ",nofail");
        }
    }

    /** Whether it is about a drive of CDs or DVDs, which on IDE has a name like that of a disk. */
    private static boolean isDisc(String type) {
        return type.contains("iso9660") || type.contains("udf");
    }

    /** Whether a file system that every kernel tells from another is not the one that is there. */
    private static boolean contradicts(String said, String found) {
        return KINDS.contains(said) && KINDS.contains(found) && !kind(said).equals(kind(found));
    }

    /** One driver mounts all three of them. */
    private static String kind(String type) {
        return type.startsWith("ext") ? "ext" : type;
    }

    @Override
    public void plan(Draft draft) throws IOException {
        StableNames names = new StableNames(draft.storage());
        String text = draft.text(FSTAB);
        if (text != null) {
            table(draft, text, names);
        }
        if (draft.storage().names().isOtherOrder() && disks(draft) > 1) {
            draft.note("by its root, the guest counts its disks in another order than they are given:"
                    + " a machine starts from the first one");
        }
        for (String unit : draft.files().names(UNITS)) {
            String path = UNITS + "/" + unit;
            // units of swaps have to be called as the device is
            if (unit.endsWith(".mount")
                    && draft.files().isFile(path)
                    && draft.files().linkTarget(path) == null) {
                unit(draft, path, names);
            }
        }
    }

    private static int disks(Draft draft) {
        Set<String> disks = new HashSet<>();
        for (Storage each : draft.storage().all()) {
            disks.addAll(each.disks());
        }
        return disks.size();
    }

    /** A unit of systemd for what is mounted, which wants the path of a device. */
    private static void unit(Draft draft, String path, StableNames names) throws IOException {
        String text = draft.text(path);
        IniFile.Section mount = IniFile.parse(text == null ? "" : text).section("Mount");
        for (IniFile.Entry entry : mount.entries()) {
            if (text == null || !entry.key().equals("What") || !DeviceNames.isOfHardware(entry.value())) {
                continue;
            }
            String place = path + ":" + entry.line();
            Optional<String> link = names.linkOf(entry.value());
            if (link.isEmpty()) {
                draft.note("%s names %s, for which there is no lasting name: the line is left as it is"
                        .formatted(place, entry.value()));
                continue;
            }
            Lines lines = new Lines(text);
            lines.replace(entry.line(), "What=" + link.get());
            draft.edit(path, lines.text(), REASON, List.of("%s: %s".formatted(place, entry.value())));
            return; // the last one would count; nobody writes two
        }
    }

    private static void table(Draft draft, String text, StableNames names) throws IOException {
        Lines lines = new Lines(text);
        List<String> evidence = new ArrayList<>();
        List<String> folders = new ArrayList<>();
        for (Fstab.Entry entry : Fstab.parse(text).entries()) {
            if (entry.isHostsFolder() && !entry.hasOption("nofail") && !entry.hasOption("noauto")) {
                folders.add("%s:%d: %s of %s".formatted(FSTAB, entry.line(), entry.path(), entry.type()));
                withNofail(lines, entry);
            }
            if (!DeviceNames.isOfHardware(entry.spec()) || isDisc(entry.type())) {
                continue;
            }
            String place = FSTAB + ":" + entry.line();
            // whatever the root was called, it is where this file is
            boolean isRoot = entry.path().equals("/");
            Optional<String> stable = isRoot ? names.ofRoot() : names.of(entry.spec());
            Storage storage = isRoot ? null : names.resolve(entry.spec());
            if (storage != null && contradicts(entry.type(), storage.type())) {
                draft.note(("%s names %s for %s, where %s is: it means another disk, or the disks are not given in the"
                                + " guest's order; the line is left as it is")
                        .formatted(place, entry.spec(), entry.type(), storage.type()));
            } else if (stable.isPresent()) {
                lines.replaceField(entry.line(), 0, stable.get());
                evidence.add("%s: %s on %s".formatted(place, entry.spec(), entry.path()));
            } else {
                draft.note("%s names %s, which is not on the disks: the line is left as it is"
                        .formatted(place, entry.spec()));
            }
        }
        evidence.addAll(folders);
        if (!evidence.isEmpty()) {
            String shared = "folders of another hypervisor are not there, and the start does not have to wait for them";
            draft.edit(
                    FSTAB,
                    lines.text(),
                    folders.isEmpty() ? REASON : folders.size() == evidence.size() ? shared : REASON + "; " + shared,
                    evidence);
        }
    }
}
