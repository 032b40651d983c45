package io.guestkit.image.qcow2;

import io.guestkit.image.CheckReport;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts who uses each cluster of an image's file, and compares with the reference counts that the image states: what
 * {@code qemu-img check} does. Content is not looked at, and neither is the file of a backing image or external data.
 */
final class Qcow2Check {

    private final BlockSource file;
    private final Qcow2Header header;
    private final HeaderExtensions extensions;
    private final SnapshotTable snapshots;
    private final CheckReport.Builder report;
    private final int clusterBits;
    private final long clusterSize;
    /** Clusters of the file, the last of which may be cut short. */
    private final long clusters;

    /** An L2 table that is named somewhere, and how often it is: each name is a use of every cluster in it. */
    private static final class NamedTable {
        private final long firstCluster;
        private boolean active;
        private int times;

        NamedTable(long firstCluster) {
            this.firstCluster = firstCluster;
        }
    }

    /** By their offsets, so that each is read once however many snapshots share it. */
    private final Map<Long, NamedTable> tables = new LinkedHashMap<>();

    private final ReferenceCounts used = new ReferenceCounts();
    private final RefcountTable stated;
    /** Where the last cluster that the L2 table names ended, in its file; 0 before the first. */
    private long lastEnd;

    Qcow2Check(
            BlockSource file,
            Qcow2Header header,
            HeaderExtensions extensions,
            SnapshotTable snapshots,
            CheckReport.Builder report) {
        this.file = file;
        this.header = header;
        this.extensions = extensions;
        this.snapshots = snapshots;
        this.report = report;
        this.clusterBits = header.clusterBits();
        this.clusterSize = header.clusterSize();
        this.clusters = (file.size() + clusterSize - 1) >>> clusterBits;
        this.stated = new RefcountTable(file, header);
    }

    void check() throws IOException {
        report.totalUnits((header.size() + clusterSize - 1) >>> clusterBits);
        use(0, clusterSize, "the header");
        boolean counted = countRefcounts();
        table("the active L1 table", header.l1TableOffset(), header.l1Size(), true);
        use(header.snapshotsOffset(), snapshots.length(), "the snapshot table");
        for (SnapshotTable.Entry snapshot : snapshots.entries()) {
            String name = "the L1 table of snapshot " + snapshot.info().id();
            table(name, snapshot.l1TableOffset(), snapshot.l1Size(), false);
        }
        for (Map.Entry<Long, NamedTable> table : tables.entrySet()) {
            countL2(table.getKey(), table.getValue());
        }
        countBitmaps();
        if (extensions.encryption().isPresent()) {
            HeaderExtensions.EncryptionHeader luks = extensions.encryption().get();
            use(luks.offset(), luks.length(), "the encryption header");
        }
        if (counted) {
            compareCounts();
            checkCopied();
        }
        report.imageEnd((used.highest() + 1) << clusterBits);
    }

    private void use(long offset, long length, String what) {
        use(offset, length, 1, what);
    }

    /** Counts uses of each cluster of a stretch of the file. */
    private void use(long offset, long length, int times, String what) {
        if (length == 0) {
            return;
        }
        if (offset < 0 || offset >= file.size() || length > (clusters << clusterBits) - offset) {
            report.corruption("%s: %d bytes at 0x%x lie outside of the file, which ends at 0x%x"
                    .formatted(what, length, offset, file.size()));
            return;
        }
        for (long cluster = offset >>> clusterBits; cluster <= (offset + length - 1) >>> clusterBits; cluster++) {
            used.add(cluster, times);
        }
    }

    /** The refcount table and its blocks; says whether there is a table to compare with. */
    private boolean countRefcounts() throws IOException {
        long offset = header.refcountTableOffset();
        long length = (long) header.refcountTableClusters() << clusterBits;
        if (offset <= 0 || offset % clusterSize != 0 || length <= 0 || offset > file.size() - length) {
            report.corruption(
                    "the refcount table: %d clusters at 0x%x, expected whole clusters inside the file (%d bytes)"
                            .formatted(header.refcountTableClusters(), offset, file.size()));
            return false;
        }
        use(offset, length, "the refcount table");
        for (long block = 0; block < stated.blocks(); block++) {
            long blockOffset = L2Entry.tableOffset(stated.word(block));
            if (blockOffset == 0) {
                continue;
            }
            if (stated.isBlock(blockOffset)) {
                use(blockOffset, clusterSize, "refcount block");
            } else {
                report.corruption("refcount block %d is at 0x%x, expected a whole cluster inside the file"
                        .formatted(block, blockOffset));
            }
        }
        return true;
    }

    private void table(String what, long offset, int l1Size, boolean active) throws IOException {
        long length = (long) l1Size * Long.BYTES;
        if (l1Size == 0) {
            return;
        }
        if (offset % clusterSize != 0 || offset > file.size() - length) {
            report.corruption("%s: %d entries at 0x%x, expected them at the start of a cluster inside the file"
                    .formatted(what, l1Size, offset));
            return;
        }
        use(offset, length, what);
        ByteBuffer l1 = ByteBuffer.wrap(file.readBytes(offset, (int) length));
        for (int i = 0; i < l1Size; i++) {
            long l2Offset = L2Entry.hostOffset(l1.getLong(i * Long.BYTES));
            if (l2Offset == 0) {
                continue;
            }
            if (l2Offset % clusterSize != 0 || l2Offset > file.size() - clusterSize) {
                report.corruption(
                        "%s: entry %d is 0x%x, expected a whole cluster inside the file".formatted(what, i, l2Offset));
                continue;
            }
            use(l2Offset, clusterSize, "an L2 table");
            NamedTable table = tables.get(l2Offset);
            if (table == null) {
                table = new NamedTable((long) i * header.l2Entries());
                tables.put(l2Offset, table);
            }
            table.active |= active;
            table.times++;
        }
    }

    private void countL2(long offset, NamedTable table) throws IOException {
        ByteBuffer l2 = ByteBuffer.wrap(file.readBytes(offset, (int) clusterSize));
        int entryBytes = header.extendedL2() ? 16 : 8;
        lastEnd = 0; // a new table is no sign of fragments, as QEMU has it
        for (int i = 0; i < header.l2Entries(); i++) {
            long word = l2.getLong(i * entryBytes);
            long position = (table.firstCluster + i) << clusterBits;
            if (L2Entry.isCompressed(word)) {
                countCompressed(word, position, table);
            } else if (L2Entry.hostOffset(word) != 0) {
                countStandard(L2Entry.hostOffset(word), position, table);
            }
        }
    }

    private void countCompressed(long word, long position, NamedTable table) {
        long offset = L2Entry.compressedOffset(word, clusterBits);
        long start = offset & -512L;
        long end = offset + L2Entry.compressedLength(word, clusterBits);
        // the last sector may be behind the end of a file that was not filled up
        long length = Math.max(1, Math.min(end, clusters << clusterBits) - start);
        use(start, length, table.times, "the compressed cluster for guest position " + position);
        if (table.active) {
            report.unit(true, true); // by nature, as QEMU has it
        }
    }

    private void countStandard(long offset, long position, NamedTable table) {
        if (offset % clusterSize != 0) {
            report.corruption("the cluster for guest position %d is at 0x%x, which is no multiple of the cluster size"
                    .formatted(position, offset));
            return;
        }
        if (!header.hasDataFile()) {
            use(offset, clusterSize, table.times, "the cluster for guest position " + position);
        }
        if (table.active) {
            report.unit(false, lastEnd != 0 && lastEnd != offset);
            lastEnd = offset + clusterSize;
        }
    }

    private void countBitmaps() throws IOException {
        boolean valid = (header.autoclearFeatures() & Qcow2Header.AUTOCLEAR_BITMAPS) != 0;
        if (!valid || extensions.bitmaps().isEmpty()) {
            return;
        }
        BitmapDirectory.Pointer pointer = extensions.bitmaps().get();
        use(pointer.directoryOffset(), pointer.directorySize(), "the bitmap directory");
        for (BitmapDirectory.TableAt table : BitmapDirectory.tables(file, pointer)) {
            long length = table.size() * Long.BYTES;
            if (table.offset() > file.size() - length) {
                throw new CorruptDataException(
                        "qcow2 bitmap directory: a table of %d entries at 0x%x ends behind the file"
                                .formatted(table.size(), table.offset()));
            }
            use(table.offset(), length, "a bitmap table");
            for (long i = 0; i < table.size(); i++) {
                long word = ByteBuffer.wrap(file.readBytes(table.offset() + i * Long.BYTES, Long.BYTES))
                        .getLong();
                if (L2Entry.tableOffset(word) != 0) {
                    use(L2Entry.tableOffset(word), clusterSize, "a bitmap");
                }
            }
        }
    }

    private void compareCounts() throws IOException {
        long behind = Math.max(clusters, used.highest() + 1);
        for (long cluster = 0; cluster < behind; cluster++) {
            long says = stated.get(cluster);
            int is = used.get(cluster);
            if (says > is || says < 0) {
                report.leak("cluster %d of the file: refcount %s, but %d uses"
                        .formatted(cluster, Long.toUnsignedString(says), is));
            } else if (says < is) {
                report.corruption("cluster %d of the file: refcount %d, but %d uses".formatted(cluster, says, is));
            }
        }
        for (long block = behind / stated.blockEntries() + 1; block < stated.blocks(); block++) {
            if (L2Entry.tableOffset(stated.word(block)) != 0 && !RefcountTable.isEmpty(stated.counts(block))) {
                report.leak("refcount block %d counts clusters behind the end of the file".formatted(block));
            }
        }
    }

    /** A writer that trusts the flag COPIED writes into the cluster in place. */
    private void checkCopied() throws IOException {
        long offset = header.l1TableOffset();
        if (offset > file.size() - (long) header.l1Size() * Long.BYTES) {
            return; // said already
        }
        ByteBuffer l1 = ByteBuffer.wrap(file.readBytes(offset, header.l1Size() * Long.BYTES));
        int entryBytes = header.extendedL2() ? 16 : 8;
        for (int i = 0; i < header.l1Size(); i++) {
            long word = l1.getLong(i * Long.BYTES);
            long l2Offset = L2Entry.hostOffset(word);
            if (l2Offset == 0 || l2Offset % clusterSize != 0 || l2Offset > file.size() - clusterSize) {
                continue;
            }
            checkCopied(word, l2Offset, "L1 entry " + i);
            ByteBuffer l2 = ByteBuffer.wrap(file.readBytes(l2Offset, (int) clusterSize));
            for (int j = 0; j < header.l2Entries() && !header.hasDataFile(); j++) {
                long entry = l2.getLong(j * entryBytes);
                if (!L2Entry.isCompressed(entry) && L2Entry.hostOffset(entry) != 0) {
                    long position = ((long) i * header.l2Entries() + j) << clusterBits;
                    checkCopied(entry, L2Entry.hostOffset(entry), "L2 entry for guest position " + position);
                }
            }
        }
    }

    private void checkCopied(long word, long offset, String what) throws IOException {
        long count = stated.get(offset >>> clusterBits);
        if (L2Entry.isCopied(word) != (count == 1)) {
            report.corruption("%s: the flag COPIED is %s, but the refcount is %d"
                    .formatted(what, L2Entry.isCopied(word) ? "set" : "not set", count));
        }
    }
}
