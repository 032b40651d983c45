package io.guestkit.fs.ntfs;

/** A reference to a FILE record: 48 bits of number, 16 of the sequence number that the record had. */
final class Reference {

    private Reference() {}

    static long number(long reference) {
        return reference & 0xffff_ffff_ffffL;
    }

    static int sequence(long reference) {
        return (int) (reference >>> 48);
    }
}
