package io.guestkit.image.qcow2;

import io.guestkit.image.ImageInfo;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Internal snapshots. Names: QEMU docs/interop/qcow2, "Snapshots".
 *
 * @param length of the table in bytes
 */
record SnapshotTable(List<Entry> entries, long length) {

    /** One snapshot: what is told of it, and the L1 table that maps its disk. */
    record Entry(ImageInfo.Snapshot info, long l1TableOffset, int l1Size) {}

    private static final int FIXED = 40;
    private static final int MAX_L1_SIZE = (32 << 20) / 8;
    /** QEMU's bound; what is known fills 24 bytes. */
    private static final int MAX_EXTRA = 1024;

    static SnapshotTable read(BlockSource source, Qcow2Header header) throws IOException {
        List<Entry> entries = new ArrayList<>();
        long at = header.snapshotsOffset();
        for (int i = 0; i < header.nbSnapshots(); i++) {
            StructView s = StructView.bigEndian("qcow2 snapshot " + i, source, at, FIXED);
            int idSize = s.u16(0x0c);
            int nameSize = s.u16(0x0e);
            int extraSize = s.u32In(0x24, "extra_data_size", 0, MAX_EXTRA);
            StructView rest =
                    StructView.bigEndian("qcow2 snapshot " + i, source, at + FIXED, extraSize + idSize + nameSize);
            entries.add(parse(s, rest, extraSize, idSize, nameSize));
            at = Math.addExact(at, (FIXED + rest.length() + 7) & ~7); // the read has proven that it is in the file
        }
        return new SnapshotTable(List.copyOf(entries), at - header.snapshotsOffset());
    }

    private static Entry parse(StructView s, StructView rest, int extraSize, int idSize, int nameSize)
            throws CorruptDataException {
        long vmStateSize = extraSize >= 8 ? rest.u63(0x00, "vm_state_size") : s.u32(0x20);
        OptionalLong diskSize =
                extraSize >= 16 ? OptionalLong.of(rest.u63(0x08, "virtual_disk_size")) : OptionalLong.empty();
        ImageInfo.Snapshot info = new ImageInfo.Snapshot(
                new String(rest.bytes(extraSize, idSize), StandardCharsets.UTF_8),
                new String(rest.bytes(extraSize + idSize, nameSize), StandardCharsets.UTF_8),
                Instant.ofEpochSecond(s.u32(0x10), s.u32(0x14)),
                vmStateSize,
                s.bits64(0x18),
                diskSize);
        return new Entry(info, s.u63(0x00, "l1_table_offset"), s.u32In(0x08, "l1_size", 0, MAX_L1_SIZE));
    }

    /** The snapshot of that id, or else of that name. */
    Optional<Entry> find(String idOrName) {
        for (Entry entry : entries) {
            if (entry.info().id().equals(idOrName)) {
                return Optional.of(entry);
            }
        }
        for (Entry entry : entries) {
            if (entry.info().name().equals(idOrName)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    List<ImageInfo.Snapshot> infos() {
        List<ImageInfo.Snapshot> infos = new ArrayList<>();
        for (Entry entry : entries) {
            infos.add(entry.info());
        }
        return infos;
    }
}
