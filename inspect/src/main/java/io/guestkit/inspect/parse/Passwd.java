package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** passwd(5). */
public final class Passwd {

    /**
     * A user.
     *
     * @param line its number, from 1
     */
    public record Entry(
            int line,
            String name,
            String password,
            long uid,
            long gid,
            Optional<String> gecos,
            Optional<String> home,
            Optional<String> shell) {}

    private static final long MAX_ID = 0xffff_ffffL;

    private Passwd() {}

    /** Its users in the order of their lines; lines that are no user, such as NIS' {@code +::::::}, are left out. */
    public static List<Entry> parse(String text) {
        List<Entry> users = new ArrayList<>();
        for (NumberedLines.Line line : NumberedLines.of(text)) {
            Entry user = user(line.number(), line.text());
            if (user != null) {
                users.add(user);
            }
        }
        return users;
    }

    private static @Nullable Entry user(int number, String line) {
        String[] fields = new String[7];
        int start = 0;
        for (int i = 0; i < 7; i++) {
            int colon = i == 6 ? -1 : line.indexOf(':', start);
            if (colon < 0 && i < 6) {
                return null;
            }
            fields[i] = line.substring(start, colon < 0 ? line.length() : colon);
            start = colon + 1;
        }
        long uid = id(fields[2]);
        long gid = id(fields[3]);
        if (fields[0].isEmpty() || fields[0].startsWith("+") || fields[0].startsWith("-") || uid < 0 || gid < 0) {
            return null;
        }
        return new Entry(number, fields[0], fields[1], uid, gid, known(fields[4]), known(fields[5]), known(fields[6]));
    }

    private static Optional<String> known(String field) {
        return field.isEmpty() ? Optional.empty() : Optional.of(field);
    }

    /** A number of a user or group, or -1 for what is none. */
    public static long id(String digits) {
        if (digits.isEmpty() || digits.length() > 10) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value <= MAX_ID ? value : -1;
    }
}
