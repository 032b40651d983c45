package io.guestkit.volume;

import io.guestkit.volume.Signature.Role;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Swap space, whose magic is at the end of its first page, so that its place tells the size of a page. */
final class SwapSignatures {

    private static final int MAGIC_LENGTH = 10;
    private static final int UUID = 0x40c;
    private static final int LABEL = 0x41c;
    private static final int LABEL_LENGTH = 16;

    /** What a suspended system puts over the magic. */
    private static final String[] SUSPENDED = {"S1SUSPEND", "S2SUSPEND", "ULSUSPEND", "LINHIB0001"};

    private static final String TUX_ON_ICE = "\u00ed\u00c3\u0002\u00e9\u0098V\u00e5\u000c";

    private SwapSignatures() {}

    static @Nullable Signature probe(Probed v) throws IOException {
        for (long page = 4096; page <= 65536; page *= 2) {
            long at = page - MAGIC_LENGTH;
            if (v.has(at, "SWAPSPACE2") && (v.u32(0x400) == 1 || v.u32Big(0x400) == 1)) {
                return described("swap", v);
            }
            if (v.has(at, "SWAP-SPACE")) {
                return Signature.of("swap", Role.SWAP);
            }
            for (String suspended : SUSPENDED) {
                if (v.has(at, suspended)) {
                    return described("swsuspend", v);
                }
            }
        }
        return v.has(0, TUX_ON_ICE) ? described("swsuspend", v) : null;
    }

    private static Signature described(String type, Probed v) throws IOException {
        return new Signature(type, Role.SWAP, v.text(LABEL, LABEL_LENGTH), v.uuid(UUID));
    }
}
