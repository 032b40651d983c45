package io.guestkit.registry;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log of a hive, either format: a base block, then a dirty vector with pages, or entries.
 *
 * @param base of the log, its checksum right
 */
record TransactionLog(String name, BlockSource source, BaseBlock base) {

    private static final byte[] DIRTY_VECTOR = {'D', 'I', 'R', 'T'};
    /** Windows keeps logs far below this. Entries are hashed, and their pages remembered. */
    private static final long MAX_SIZE = 256L << 20;

    /**
     * @return null if the log is empty, as it is most of the time
     * @throws CorruptDataException if it is not to be trusted
     */
    static @Nullable TransactionLog open(String name, BlockSource source) throws IOException {
        if (source.size() < BaseBlock.LENGTH) {
            return null;
        }
        StructView s = StructView.littleEndian("base block", source, 0, BaseBlock.LENGTH);
        if (!BaseBlock.isSigned(s)) {
            return null;
        }
        if (source.size() > MAX_SIZE) {
            throw new UnsupportedFeatureException("a log of %d bytes, read are %d".formatted(source.size(), MAX_SIZE));
        }
        BaseBlock base = BaseBlock.parse(s);
        if (!base.sealed()) {
            throw new CorruptDataException("base block: the checksum is wrong");
        }
        if (base.fileType() != BaseBlock.NEW_LOG && !base.isOldLog()) {
            throw s.corrupt(0x1c, "File type", base.fileType(), "that of a log: 1, 2 or 6");
        }
        base.supported(s);
        return new TransactionLog(name, source, base);
    }

    boolean isNew() {
        return base.fileType() == BaseBlock.NEW_LOG;
    }

    /**
     * The entries that follow each other without a gap, from the first one on; what comes after them is left from
     * earlier times, or was being written.
     */
    List<LogEntry> entries(List<String> doubts) throws IOException {
        List<LogEntry> entries = new ArrayList<>();
        for (long at = BaseBlock.LENGTH; LogEntry.isSigned(source, at); ) {
            LogEntry entry;
            try {
                entry = LogEntry.read(source, at);
            } catch (CorruptDataException e) {
                doubts.add(name + ": what follows entry " + entries.size() + " is left out: " + e.getMessage());
                break;
            }
            if (!entries.isEmpty() && entry.sequence() != entries.getLast().sequence() + 1) {
                break;
            }
            entries.add(entry);
            at += entry.size();
        }
        return entries;
    }

    /** Adds the pages of a log of the old format. */
    void addDirtyPages(Pages pages) throws IOException {
        StructView s = StructView.littleEndian("dirty vector", source, BaseBlock.LENGTH, DIRTY_VECTOR.length);
        s.expectMagic(0x00, DIRTY_VECTOR);
        // a bit for each 512 bytes; supported() has bounded the size, which makes at most half a megabyte
        int bytes = (int) (base.binsSize() / BaseBlock.LENGTH / 8);
        long start = BaseBlock.LENGTH + DIRTY_VECTOR.length;
        StructView bitmap = StructView.littleEndian("dirty vector", source, start, bytes);
        long at = (start + bytes + BaseBlock.LENGTH - 1) / BaseBlock.LENGTH * BaseBlock.LENGTH;
        for (int i = 0; i < bytes; i++) {
            for (int bit = 0, dirty = bitmap.u8(i); dirty != 0; bit++, dirty >>= 1) {
                if ((dirty & 1) != 0) {
                    if (at > source.size() - BaseBlock.LENGTH) {
                        throw new CorruptDataException("dirty pages: the log ends before the last of them");
                    }
                    pages.put((i * 8L + bit) * BaseBlock.LENGTH, BaseBlock.LENGTH, source, at);
                    at += BaseBlock.LENGTH;
                }
            }
        }
    }
}
