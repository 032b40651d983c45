package io.guestkit.inspect.parse;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What Windows does at set times, as its task scheduler had it before Vista: a .JOB file. Names and offsets: MS-TSCH, 2.4.
 *
 * @param command Application Name and Parameters
 * @param triggers when it is to run: {@code daily 2024-01-02 03:04}, {@code at start}
 */
public record JobFile(String command, boolean enabled, List<String> triggers) {

    private static final int FIXED = 68;
    private static final int TRIGGER = 48;
    private static final int MAX_TRIGGERS = 100;
    private static final int DISABLED = 0x4;
    private static final String[] TYPES = {
        "once", "daily", "weekly", "monthly", "monthly by weekday", "when idle", "at start", "at logon"
    };
    /** From here on a trigger has no time. */
    private static final int WHEN_IDLE = 5;

    public JobFile {
        triggers = List.copyOf(triggers);
    }

    /**
     * @param file all of it, which the caller has limited
     * @throws CorruptDataException if it is no job
     */
    public static JobFile parse(byte[] file) throws CorruptDataException {
        StructView s = StructView.littleEndian("JOB file", ByteBuffer.wrap(file));
        s.u16In(0x02, "File Version", 1, 1);
        int at = s.u16In(0x14, "App Name Len Offset", FIXED, Math.max(FIXED, file.length - 2));
        int trigger = s.u16In(0x16, "Trigger Offset", FIXED, Math.max(FIXED, file.length - 2));
        boolean enabled = (s.i32(0x30) & DISABLED) == 0;
        String[] texts = new String[2]; // name, parameters
        for (int i = 0; i < texts.length; i++) {
            int length = s.u16(at); // in characters
            texts[i] = text(s.bytes(at + 2, length * 2));
            at += 2 + length * 2; // below 2^19: two texts of at most 128 KiB
        }
        List<String> triggers = new ArrayList<>();
        int count = s.u16In(trigger, "Trigger Count", 0, MAX_TRIGGERS);
        for (int i = 0; i < count; i++) {
            triggers.add(trigger(s.slice("trigger", trigger + 2 + i * TRIGGER, TRIGGER)));
        }
        return new JobFile((texts[0] + " " + texts[1]).strip(), enabled, triggers);
    }

    private static String text(byte[] utf16) {
        String text = new String(utf16, StandardCharsets.UTF_16LE);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static String trigger(StructView s) throws CorruptDataException {
        int type = s.u32In(0x20, "Trigger Type", 0, TYPES.length - 1);
        String off = (s.i32(0x1c) & DISABLED) == 0 ? "" : " (disabled)";
        if (type >= WHEN_IDLE) {
            return TYPES[type] + off;
        }
        return "%s %04d-%02d-%02d %02d:%02d%s"
                .formatted(TYPES[type], s.u16(0x04), s.u16(0x06), s.u16(0x08), s.u16(0x10), s.u16(0x12), off);
    }
}
