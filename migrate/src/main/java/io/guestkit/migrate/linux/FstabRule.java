package io.guestkit.migrate.linux;

import io.guestkit.inspect.parse.Fstab;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lines of fstab that name a disk by its controller's count: on virtio it is another one. */
final class FstabRule implements FixRule {

    private static final String FSTAB = "/etc/fstab";
    private static final Set<String> KINDS = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "vfat", "swap");

    @Override
    public String name() {
        return "fstab";
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
        String text = draft.text(FSTAB);
        if (text == null) {
            return;
        }
        StableNames names = new StableNames(draft.storage());
        Lines lines = new Lines(text);
        List<String> evidence = new ArrayList<>();
        for (Fstab.Entry entry : Fstab.parse(text).entries()) {
            if (!DeviceNames.isOfHardware(entry.spec()) || isDisc(entry.type())) {
                continue;
            }
            String place = FSTAB + ":" + entry.line();
            Optional<String> stable = names.of(entry.spec());
            if (names.resolve(entry.spec()) == null && entry.path().equals("/")) {
                stable = names.ofRoot(); // whatever it was called, it is where this file is
            }
            Storage storage = names.resolve(entry.spec());
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
        if (!evidence.isEmpty()) {
            draft.edit(FSTAB, lines.text(), "disks have other names on another controller; UUIDs stay", evidence);
        }
    }
}
