package io.guestkit.volume;

import static io.guestkit.volume.Signature.Role.FILE_SYSTEM;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** File systems of optical discs, recognised by the volume descriptors that start at 32 KiB. */
final class OpticalSignatures {

    private static final long DESCRIPTORS = 0x8000;
    private static final int SECTOR = 2048;
    /** Descriptors looked at; real discs have a handful. */
    private static final int MAX_DESCRIPTORS = 64;

    private static final int PRIMARY = 1;
    private static final int SUPPLEMENTARY = 2;
    private static final int TERMINATOR = 255;
    private static final int LABEL_LENGTH = 32;
    private static final int MODIFIED = 830;
    private static final int CREATED = 813;

    private OpticalSignatures() {}

    /** A disc may be both; UDF is what newer systems then read. */
    static @Nullable Signature probe(Probed v) throws IOException {
        if (isUdf(v)) {
            return Signature.of("udf", FILE_SYSTEM);
        }
        if (v.has(DESCRIPTORS + 1, "CD001")) {
            return iso9660(v);
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

    private static Signature iso9660(Probed v) throws IOException {
        Optional<String> label = Optional.empty();
        Optional<String> joliet = Optional.empty();
        Optional<String> date = Optional.empty();
        for (int i = 0; i < MAX_DESCRIPTORS; i++) {
            long at = DESCRIPTORS + (long) i * SECTOR;
            int type = v.u8(at);
            if (!v.has(at + 1, "CD001") || type == TERMINATOR) {
                break;
            }
            if (type == PRIMARY && label.isEmpty()) {
                label = v.text(at + 40, LABEL_LENGTH);
                date = date(v, at + MODIFIED);
                if (date.isEmpty()) {
                    date = date(v, at + CREATED);
                }
            } else if (type == SUPPLEMENTARY && v.has(at + 88, "%/") && joliet.isEmpty()) {
                joliet = v.utf16(at + 40, LABEL_LENGTH, StandardCharsets.UTF_16BE);
            }
        }
        return new Signature("iso9660", FILE_SYSTEM, merged(label, joliet), date);
    }

    /** The label of Joliet has small letters and other alphabets, but only half the length: the rest is taken over. */
    private static Optional<String> merged(Optional<String> label, Optional<String> joliet) {
        if (joliet.isEmpty() || label.isEmpty()) {
            return joliet.isEmpty() ? label : joliet;
        }
        String plain = label.get();
        String wide = joliet.get();
        int half = LABEL_LENGTH / 2;
        if (wide.length() != half || plain.length() <= half) {
            return joliet;
        }
        for (int i = 0; i < half; i++) {
            char c = plain.charAt(i);
            if (c != '_' && Character.toUpperCase(c) != Character.toUpperCase(wide.charAt(i))) {
                return joliet;
            }
        }
        return Optional.of(wide + plain.substring(half));
    }

    /** Sixteen digits from year to hundredths as blkid groups them: {@code 2005-09-10-15-02-54-00}. */
    private static Optional<String> date(Probed v, long position) throws IOException {
        String digits = v.text(position, 16).orElse("");
        if (digits.length() != 16 || digits.equals("0000000000000000")) {
            return Optional.empty();
        }
        StringBuilder date = new StringBuilder(digits);
        for (int at = 14; at >= 4; at -= 2) {
            date.insert(at, '-');
        }
        return Optional.of(date.toString());
    }
}
