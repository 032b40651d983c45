package io.guestkit.volume;

import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Recognises disks of Windows' Logical Disk Manager. Their volumes (simple, spanned, striped, mirrored, RAID 5) have parts in
 * partitions of types of their own; a database at the end of each disk says which, and the table does not.
 */
public final class DynamicDisk {

    /** In bytes: volumes are whole MiB where Windows makes them, so that less room than this is what rounding left. */
    public static final int SMALLEST_VOLUME = 1 << 20;

    /** Of partitions that volumes have parts in: in an MBR, where it is used by others too, and in a GPT. */
    private static final Set<String> TYPES = Set.of("42", "af9b60a0-1431-4f62-bc68-3311714a69ad");

    /** Where the first copy of the private header of a disk with an MBR lies, in bytes. */
    private static final int PRIVATE_HEADER = 6 * 512;

    private static final byte[] MAGIC = {'P', 'R', 'I', 'V', 'H', 'E', 'A', 'D'};

    private DynamicDisk() {}

    /** Whether a partition table says that this is of a dynamic disk; in an MBR, that alone does not prove it. */
    public static boolean hasType(Volume volume) {
        return volume.partition().isPresent()
                && TYPES.contains(volume.partition().get().type());
    }

    /**
     * Whether volumes of a dynamic disk have parts in this one.
     *
     * @param all among which its disk is
     * @throws IOException if the disk cannot be read
     */
    public static boolean isPart(Volume volume, List<Volume> all) throws IOException {
        if (!hasType(volume)) {
            return false;
        }
        if (!volume.partition().orElseThrow().type().equals("42")) {
            return true;
        }
        for (Volume disk : all) {
            if (disk.partition().isEmpty()
                    && disk.table().equals(volume.table())
                    && disk.disks().equals(volume.disks())
                    && disk.content().size() >= PRIVATE_HEADER + MAGIC.length) {
                return StructView.bigEndian("PRIVHEAD", disk.content(), PRIVATE_HEADER, MAGIC.length)
                        .startsWith(0, MAGIC);
            }
        }
        return false;
    }
}
