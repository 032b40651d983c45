package io.guestkit.volume;

import static io.guestkit.volume.Signature.Role.FILE_SYSTEM;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** File systems of optical discs besides ISO 9660, recognised by the volume descriptors that start at 32 KiB. */
final class OpticalSignatures {

    private static final long DESCRIPTORS = 0x8000;
    private static final int SECTOR = 2048;
    /** Descriptors looked at; real discs have a handful. */
    private static final int MAX_DESCRIPTORS = 64;

    private OpticalSignatures() {}

    /** High Sierra, which came before ISO 9660, is of the same type to blkid. */
    static @Nullable Signature probe(Probed v) throws IOException {
        if (isUdf(v)) {
            return Signature.of("udf", FILE_SYSTEM);
        }
        return v.has(DESCRIPTORS + 9, "CDROM") ? Signature.of("iso9660", FILE_SYSTEM) : null;
    }

    private static boolean isUdf(Probed v) throws IOException {
        for (int step = SECTOR; step <= 2 * SECTOR; step *= 2) {
            for (int i = 0; i < MAX_DESCRIPTORS; i++) {
                long at = DESCRIPTORS + (long) i * step + 1;
                if (v.has(at, "NSR02") || v.has(at, "NSR03")) {
                    return true;
                }
                if (!v.has(at, "BEA01") && !v.has(at, "CD001") && !v.has(at, "BOOT2") && !v.has(at, "CDW02")) {
                    break;
                }
            }
        }
        return false;
    }
}
