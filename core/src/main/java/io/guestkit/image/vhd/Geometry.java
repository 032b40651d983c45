package io.guestkit.image.vhd;

/**
 * Cylinders, heads and sectors of a disk, as the specification has it, "Appendix: CHS Calculation". What they multiply to
 * is at most the size of the disk, and mostly less; from 127 GiB on they stay the same.
 */
record Geometry(int cylinders, int heads, int sectorsPerTrack) {

    static final long MAX_SECTORS = 65535L * 16 * 255;

    static Geometry of(long sectors) {
        long total = Math.min(sectors, MAX_SECTORS);
        if (total >= 65535L * 16 * 63) {
            return new Geometry((int) (total / 255 / 16), 16, 255);
        }
        long tracks = total / 17;
        long heads = Math.max(4, (tracks + 1023) / 1024);
        if (heads <= 16 && tracks < heads * 1024) {
            return new Geometry((int) (tracks / heads), (int) heads, 17);
        }
        if (total / 31 < 16 * 1024) {
            return new Geometry((int) (total / 31 / 16), 16, 31);
        }
        return new Geometry((int) (total / 63 / 16), 16, 63);
    }

    long sectors() {
        return (long) cylinders * heads * sectorsPerTrack;
    }
}
