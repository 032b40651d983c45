package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One of the areas of a physical volume that hold text, little-endian: a header of 512 bytes and a circular buffer. Names
 * and offsets: LVM2 lib/format_text/layout.h {@code mda_header}.
 */
final class MetadataArea {

    private static final int HEADER = 512;
    private static final byte[] MAGIC = {' ', 'L', 'V', 'M', '2', ' ', 'x', '[', '5', 'A', '%', 'r', '0', 'N', '*', '>'
    };
    private static final long IGNORED = 1;
    /** Ten thousand logical volumes need less. */
    private static final int MAX_TEXT = 8 << 20;

    private MetadataArea() {}

    /**
     * The text that is in force.
     *
     * @return empty if there is none: of a volume that is in no group, or that leaves the text to others
     */
    static Optional<byte[]> read(BlockSource device, PvLabel.Area area) throws IOException {
        StructView s = StructView.littleEndian("lvm2 mda_header", device, area.offset(), HEADER);
        s.expectMagic(0x04, MAGIC);
        long crc = LvmCrc.of(s.bytes(0, HEADER), 4, HEADER - 4);
        if (s.u32(0x00) != crc) {
            throw s.corrupt(0x00, "checksum_xl", "0x" + Long.toHexString(s.u32(0x00)), "0x" + Long.toHexString(crc));
        }
        s.u32In(0x14, "version", 1, 1);
        long start = s.u63(0x18, "start");
        if (start != area.offset()) {
            throw s.corrupt(0x18, "start", start, area.offset());
        }
        long size = s.u63(0x20, "size");
        if (size <= HEADER || size > device.size() - start) {
            throw s.corrupt(0x20, "size", size, (HEADER + 1) + ".." + (device.size() - start));
        }
        long offset = s.u63(0x28, "raw_locns[0].offset");
        if (offset == 0 || (s.u32(0x3c) & IGNORED) != 0) {
            return Optional.empty();
        }
        if (offset < HEADER || offset >= size) {
            throw s.corrupt(0x28, "raw_locns[0].offset", offset, HEADER + ".." + (size - 1));
        }
        long length = s.u63(0x30, "raw_locns[0].size");
        if (length == 0 || length > size - HEADER || length > MAX_TEXT) {
            throw s.corrupt(0x30, "raw_locns[0].size", length, "1.." + Math.min(size - HEADER, MAX_TEXT));
        }
        byte[] text = new byte[(int) length];
        int first = (int) Math.min(length, size - offset);
        device.read(start + offset, ByteBuffer.wrap(text, 0, first));
        device.read(start + HEADER, ByteBuffer.wrap(text, first, text.length - first));
        long textCrc = LvmCrc.of(text, 0, text.length);
        if (s.u32(0x38) != textCrc) {
            throw new CorruptDataException("lvm2 metadata: the text at byte %d has the checksum 0x%x, expected 0x%x"
                    .formatted(start + offset, textCrc, s.u32(0x38)));
        }
        return Optional.of(text);
    }
}
