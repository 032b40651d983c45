package io.guestkit.migrate.customize;

import io.guestkit.migrate.fix.Draft;
import java.io.IOException;
import java.util.List;

/** Who the users and groups of a guest are, after the steps so far. */
final class Accounts {

    private static final String USERS = "/etc/passwd";
    private static final String GROUPS = "/etc/group";

    private Accounts() {}

    /** What {@code /etc/passwd} says of a user. */
    record Account(String home, int uid, int gid) {}

    /** @throws IOException if there is no such user, or its line is none */
    static Account user(Draft draft, String name) throws IOException {
        List<String> fields = fields(draft, USERS, name, 7, "user");
        String home = fields.get(5).isEmpty() ? "/" : fields.get(5);
        return new Account(home, number(USERS, fields, 2), number(USERS, fields, 3));
    }

    /** The number of a user, who may be given by name or by number. */
    static int uid(Draft draft, String owner) throws IOException {
        return isNumber(owner) ? given(owner) : user(draft, owner).uid;
    }

    /** The number of a group, which may be given by name or by number. */
    static int gid(Draft draft, String owner) throws IOException {
        return isNumber(owner) ? given(owner) : number(GROUPS, fields(draft, GROUPS, owner, 4, "group"), 2);
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int given(String number) {
        try {
            return Integer.parseInt(number);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s is no id, expected 0..%d".formatted(number, Integer.MAX_VALUE));
        }
    }

    private static int number(String file, List<String> fields, int index) throws IOException {
        try {
            int number = Integer.parseInt(fields.get(index));
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IOException("%s: the ids of %s are no numbers".formatted(file, fields.getFirst()));
    }

    private static List<String> fields(Draft draft, String file, String name, int count, String what)
            throws IOException {
        String text = draft.text(file);
        for (String line : text == null ? List.<String>of() : text.lines().toList()) {
            List<String> fields = List.of(line.split(":", -1));
            if (fields.size() == count && fields.getFirst().equals(name)) {
                return fields;
            }
        }
        throw new IOException("the guest has no %s %s".formatted(what, name));
    }
}
