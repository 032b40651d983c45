package io.guestkit.fs.exfat;

/** Sums that are turned right by one bit before each byte is added. Exfat specification, figures 1 and 2. */
final class Checksum {

    private Checksum() {}

    static int add32(int sum, int unsignedByte) {
        return Integer.rotateRight(sum, 1) + unsignedByte;
    }

    /** @param sum sixteen bits, as the result */
    static int add16(int sum, int unsignedByte) {
        return ((sum & 1) << 15) + (sum >> 1) + unsignedByte & 0xffff;
    }
}
