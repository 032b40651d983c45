package io.guestkit.image.vhd;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * Footer of a VHD, big-endian, of which a dynamic disk has a copy at its start. Names and offsets: Microsoft, "Virtual
 * Hard Disk Image Format Specification", "Hard Disk Footer Format".
 *
 * @param dataOffset of the dynamic disk header, in bytes; means nothing for a fixed disk
 * @param creatorApplication four characters
 * @param currentSize in bytes
 * @param cylinders of the disk geometry, as are the next two
 * @param diskType {@link #FIXED}, {@link #DYNAMIC} or {@link #DIFFERENCING}
 * @param savedState whether the machine was suspended
 */
record VhdFooter(
        long dataOffset,
        String creatorApplication,
        long currentSize,
        int cylinders,
        int heads,
        int sectorsPerTrack,
        int diskType,
        UUID uniqueId,
        boolean savedState) {

    static final byte[] COOKIE = "conectix".getBytes(StandardCharsets.US_ASCII);
    static final int LENGTH = 512;
    /** Of footers that were written before Virtual PC 2004; the byte that they lack is reserved. */
    static final int LENGTH_OLD = 511;

    static final int CHECKSUM = 0x40;

    static final int FIXED = 2;
    static final int DYNAMIC = 3;
    static final int DIFFERENCING = 4;

    static final int SECTOR = 512;

    /** Creator by which QEMU, whose own mark it is, and all others know that the size is {@code current_size}. */
    static final String CREATOR = "qem2";

    private static final int VERSION_1 = 1;
    private static final int RESERVED_FEATURE = 2;
    private static final byte[] WINDOWS = "Wi2k".getBytes(StandardCharsets.US_ASCII);
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    static VhdFooter parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        s.expectMagic(0x00, COOKIE);
        int version = s.u16(0x0c);
        if (version != VERSION_1) {
            throw new UnsupportedFeatureException("VHD version " + version + "; 1 can be read");
        }
        long type = s.u32(0x3c);
        if (type < FIXED || type > DIFFERENCING) {
            throw new UnsupportedFeatureException(
                    "VHD footer: disk type " + type + "; fixed (2), dynamic (3) and differencing (4) can be read");
        }
        return new VhdFooter(
                s.bits64(0x10),
                new String(s.bytes(0x1c, 4), StandardCharsets.ISO_8859_1),
                s.u63(0x30, "current_size"),
                s.u16(0x38),
                s.u8(0x3a),
                s.u8(0x3b),
                (int) type,
                s.uuid(0x44),
                s.u8(0x54) != 0);
    }

    /** The footer as it is written. */
    ByteBuffer encode(Instant created) {
        ByteBuffer s = ByteBuffer.allocate(LENGTH);
        s.put(0x00, COOKIE);
        s.putInt(0x08, RESERVED_FEATURE);
        s.putInt(0x0c, VERSION_1 << 16);
        s.putLong(0x10, dataOffset);
        s.putInt(0x18, (int) (created.getEpochSecond() - EPOCH.getEpochSecond())); // until 2136
        s.put(0x1c, creatorApplication.getBytes(StandardCharsets.ISO_8859_1));
        s.putInt(0x20, VERSION_1 << 16);
        s.put(0x24, WINDOWS);
        s.putLong(0x28, currentSize); // the original one, too
        s.putLong(0x30, currentSize);
        s.putShort(0x38, (short) cylinders);
        s.put(0x3a, (byte) heads);
        s.put(0x3b, (byte) sectorsPerTrack);
        s.putInt(0x3c, diskType);
        s.putLong(0x44, uniqueId.getMostSignificantBits());
        s.putLong(0x4c, uniqueId.getLeastSignificantBits());
        s.put(0x54, (byte) (savedState ? 1 : 0));
        return Checksum.seal(s, CHECKSUM);
    }

    /**
     * How large the guest sees the disk, in bytes. Virtual PC, and QEMU as long as it wrote as {@code qemu}, show what
     * the geometry says, which may be more or less than the current size. A geometry at its maximum says nothing.
     */
    long virtualSize() {
        boolean byGeometry = creatorApplication.equals("vpc ") || creatorApplication.equals("qemu");
        boolean largest = cylinders == 65535 && heads == 16 && sectorsPerTrack == 255;
        return byGeometry && !largest
                ? (long) cylinders * heads * sectorsPerTrack * SECTOR
                : currentSize - currentSize % SECTOR;
    }
}
