package io.guestkit.image.vmdk;

/**
 * The CID of a new image. VMware takes a number at random; here the same content has to make the same file, so the
 * number is made of what is stored where. Two disks that differ in their stored parts nearly always get different ones;
 * disks that differ only in what stands in these parts do not, so a delta has no protection against such an exchange of
 * its parent.
 */
final class ContentId {

    /** VMware: a disk that nobody wrote to yet. */
    private static final int FRESH = 0xffff_fffe;

    private long hash;
    private long start;
    private long end;

    /** @param seed what else distinguishes the image */
    ContentId(long seed) {
        this.hash = seed;
    }

    /** Takes a stored stretch into account; how stretches without gaps are cut does not matter. */
    void add(long position, long length) {
        if (position != end) {
            mix();
            start = position;
        }
        end = position + length;
    }

    /** The finaliser of the generator SplitMix64. */
    private void mix() {
        long z = hash + start * 0x9e37_79b9_7f4a_7c15L + end;
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        hash = z ^ (z >>> 31);
    }

    /** An unsigned number of 32 bits that means nothing else. */
    long value() {
        mix();
        int cid = (int) (hash ^ (hash >>> 32));
        return (cid == (int) Descriptor.NO_PARENT || cid == FRESH || cid == 0 ? 1 : cid) & 0xffff_ffffL;
    }
}
