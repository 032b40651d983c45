package io.guestkit.fs;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The nine bits of rwx as java.nio names them. */
final class Permissions {

    private Permissions() {}

    /** @param permissions a set of {@link PosixFilePermission} */
    static int bits(Set<?> permissions) {
        int bits = 0;
        for (Object permission : permissions) {
            // declared in the order of the bits, highest first
            bits |= 0400 >> ((PosixFilePermission) permission).ordinal();
        }
        return bits;
    }
}
