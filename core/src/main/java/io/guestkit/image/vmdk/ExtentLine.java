package io.guestkit.image.vmdk;

import io.guestkit.io.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One extent as the descriptor describes it: {@code RW 4192256 SPARSE "disk-s001.vmdk"}.
 *
 * @param access RW, RDONLY or NOACCESS
 * @param sectors size of the extent on the guest's disk
 * @param type in upper case, known or not
 * @param name of the file; empty for type ZERO
 * @param offset where the extent starts in its file, in sectors
 */
record ExtentLine(Access access, long sectors, String type, Optional<String> name, long offset) {

    /** What the guest may do with an extent. */
    enum Access {
        RW,
        RDONLY,
        NOACCESS
    }

    static final String FLAT = "FLAT";
    static final String SPARSE = "SPARSE";
    static final String ZERO = "ZERO";
    static final String VMFS = "VMFS";
    static final String VMFS_SPARSE = "VMFSSPARSE";
    static final String SE_SPARSE = "SESPARSE";

    /** Whether a line of a descriptor, without white space in front, describes an extent. */
    static boolean isOne(String line) {
        int end = 0;
        while (end < line.length() && !isSpace(line.charAt(end))) {
            end++;
        }
        return end < line.length() && access(line.substring(0, end)).isPresent();
    }

    static ExtentLine parse(String line) throws CorruptDataException {
        List<String> tokens = tokens(line);
        Optional<Access> access = tokens.isEmpty() ? Optional.empty() : access(tokens.get(0));
        if (access.isEmpty() || tokens.size() < 3) {
            throw corrupt(line, "expected access, size in sectors and type");
        }
        long sectors = sectors(line, tokens.get(1), "size");
        String type = tokens.get(2).toUpperCase(Locale.ROOT);
        if (type.equals(ZERO)) {
            return new ExtentLine(access.get(), sectors, type, Optional.empty(), 0);
        }
        if (tokens.size() < 4 || tokens.get(3).charAt(0) != '"' || tokens.get(3).length() < 3) {
            throw corrupt(line, "expected the name of a file in quotes");
        }
        // what may follow the offset (UUID of a partition, id of a device) says nothing about content
        long offset = tokens.size() > 4 ? sectors(line, tokens.get(4), "offset") : 0;
        return new ExtentLine(access.get(), sectors, type, Optional.of(DescriptorText.unquoted(tokens.get(3))), offset);
    }

    private static long sectors(String line, String token, String field) throws CorruptDataException {
        long value = 0;
        for (int i = 0; i < token.length(); i++) {
            char digit = token.charAt(i);
            if (digit < '0' || digit > '9' || value > SparseHeader.MAX_SECTORS / 10) {
                throw corrupt(
                        line, "%s is %s, expected 0..%d sectors".formatted(field, token, SparseHeader.MAX_SECTORS));
            }
            value = value * 10 + (digit - '0');
        }
        if (value > SparseHeader.MAX_SECTORS) {
            throw corrupt(line, "%s is %s, expected 0..%d sectors".formatted(field, token, SparseHeader.MAX_SECTORS));
        }
        return value;
    }

    private static CorruptDataException corrupt(String line, String what) {
        return new CorruptDataException("VMDK descriptor: extent \"%s\": %s"
                .formatted(line.length() > 200 ? line.substring(0, 200) : line, what));
    }

    private static Optional<Access> access(String token) {
        for (Access access : Access.values()) {
            if (access.name().equalsIgnoreCase(token)) {
                return Optional.of(access);
            }
        }
        return Optional.empty();
    }

    /** Parts between white space; quotes, which are kept, hold a part together. Never empty parts. */
    private static List<String> tokens(String line) {
        List<String> tokens = new ArrayList<>();
        for (int at = 0; at < line.length(); ) {
            int end = at;
            if (line.charAt(at) == '"') {
                int close = line.indexOf('"', at + 1);
                end = close < 0 ? line.length() : close + 1;
            } else {
                while (end < line.length() && !isSpace(line.charAt(end)) && line.charAt(end) != '"') {
                    end++;
                }
            }
            if (end > at) {
                tokens.add(line.substring(at, end));
                at = end;
            } else {
                at++;
            }
        }
        return tokens;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /** Whether the file has the bytes of the extent as they are. */
    boolean isFlat() {
        return type.equals(FLAT) || type.equals(VMFS);
    }

    boolean isSparse() {
        return type.equals(SPARSE) || type.equals(VMFS_SPARSE) || type.equals(SE_SPARSE);
    }
}
