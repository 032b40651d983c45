package io.guestkit.fs.xfs;

/** The hash by which directories and extended attributes are indexed, and how names compare. */
final class NameHash {

    private NameHash() {}

    /** @param folded whether names that differ by the case of letters are the same (feature ascii-ci) */
    static int of(byte[] name, boolean folded) {
        int hash = 0;
        for (byte b : name) {
            hash = Integer.rotateLeft(hash, 7) ^ (folded ? fold(b) : b & 0xff);
        }
        return hash;
    }

    static boolean same(byte[] one, byte[] two) {
        if (one.length != two.length) {
            return false;
        }
        for (int i = 0; i < one.length; i++) {
            if (fold(one[i]) != fold(two[i])) {
                return false;
            }
        }
        return true;
    }

    /** Lower case of ASCII and, whatever the feature's name, of Latin-1. */
    private static int fold(byte b) {
        int c = b & 0xff;
        boolean upper = c >= 'A' && c <= 'Z' || c >= 0xc0 && c <= 0xde && c != 0xd7;
        return upper ? c + ('a' - 'A') : c;
    }
}
