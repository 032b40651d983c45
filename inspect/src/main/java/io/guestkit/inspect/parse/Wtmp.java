package io.guestkit.inspect.parse;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * wtmp: records of utmp(5), 384 bytes each where times have 32 bits in them, which is so on x86, POWER, s390x and ARM of
 * 32 bits.
 */
public final class Wtmp {

    /** Bytes of a record. */
    public static final int RECORD = 384;

    private static final int RUN_LVL = 1;
    private static final int BOOT_TIME = 2;
    private static final int LOGIN_PROCESS = 6;
    private static final int MAX_TYPE = 9;
    private static final int TYPE = 0x00;
    private static final int PID = 0x04;
    private static final int LINE = 0x08;
    private static final int LINE_LENGTH = 32;
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

    /**
     * The first terminal that a login prompt was put on.
     *
     * @param records of whole records; others are passed over
     * @return such as {@code tty1}, or null
     */
    public static @Nullable String loginLine(byte[] records, ByteOrder order) {
        ByteBuffer all = ByteBuffer.wrap(records).order(order);
        for (int at = 0; at + RECORD <= records.length; at += RECORD) {
            if (all.getShort(at + TYPE) == LOGIN_PROCESS) {
                int end = at + LINE;
                while (end < at + LINE + LINE_LENGTH && records[end] != 0) {
                    end++;
                }
                return new String(records, at + LINE, end - at - LINE, StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }

    /**
     * The first run level for several users, 2 to 5, that was reached: systemd counts multi-user.target for 3 and
     * graphical.target for 5.
     *
     * @param records of whole records; others are passed over
     * @return a digit, or null
     */
    public static @Nullable Character runLevel(byte[] records, ByteOrder order) {
        ByteBuffer all = ByteBuffer.wrap(records).order(order);
        for (int at = 0; at + RECORD <= records.length; at += RECORD) {
            char level = (char) (all.getInt(at + PID) & 0xff);
            if (all.getShort(at + TYPE) == RUN_LVL && level >= '2' && level <= '5') {
                return level;
            }
        }
        return null;
    }
}
