package io.guestkit.inspect.parse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * wtmp: records of utmp(5), 384 bytes each where times have 32 bits in them, which is so on x86, POWER, s390x and ARM of
 * 32 bits.
 */
public final class Wtmp {

    /** Bytes of a record. */
    public static final int RECORD = 384;

    private static final int BOOT_TIME = 2;
    private static final int MAX_TYPE = 9;
    private static final int TYPE = 0x00;
    private static final int SECONDS = 0x154;

    private Wtmp() {}

    /**
     * When the machine was last started.
     *
     * @param records the end of the file, from the start of some record on
     * @return null if no record says so, or they are none
     */
    public static @Nullable Instant lastBoot(byte[] records, ByteOrder order) {
        ByteBuffer all = ByteBuffer.wrap(records).order(order);
        Instant last = null;
        for (int at = 0; at + RECORD <= records.length; at += RECORD) {
            int type = all.getShort(at + TYPE);
            if (type < 0 || type > MAX_TYPE) {
                return null; // records of another size
            }
            if (type == BOOT_TIME) {
                last = Instant.ofEpochSecond(all.getInt(at + SECONDS) & 0xffff_ffffL);
            }
        }
        return last;
    }
}
