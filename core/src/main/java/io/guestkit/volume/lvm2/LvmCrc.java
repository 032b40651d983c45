package io.guestkit.volume.lvm2;

/** LVM's checksum: the CRC-32 of Ethernet with a start of its own, and not inverted at the end. */
final class LvmCrc {

    private static final int INITIAL = 0xf597a6cf;
    private static final int[] TABLE = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ 0xedb88320;
            }
            TABLE[i] = value;
        }
    }

    private LvmCrc() {}

    static long of(byte[] bytes, int offset, int length) {
        int crc = INITIAL;
        for (int i = offset; i < offset + length; i++) {
            crc = crc >>> 8 ^ TABLE[(crc ^ bytes[i]) & 0xff];
        }
        return crc & 0xffff_ffffL;
    }
}
