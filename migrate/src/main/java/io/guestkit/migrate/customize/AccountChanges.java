package io.guestkit.migrate.customize;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.Operation;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalInt;
import org.apache.commons.codec.digest.Sha2Crypt;

/** Changes of accounts. */
public final class AccountChanges {

    private static final String SHADOW = "/etc/shadow";
    private static final String SALT = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private AccountChanges() {}

    /** What a password may be. */
    public sealed interface Password {

        /** One that is known. The bytes are overwritten when the change was planned. */
        record Known(byte[] bytes) implements Password {
            @Override
            public String toString() {
                return "Known";
            }
        }

        /** None opens the account, until it is unlocked: the old one stays behind an exclamation mark. */
        record Locked() implements Password {}

        /** None opens the account any more. */
        record Disabled() implements Password {}
    }

    /** Sets a user's password, as SHA-512 crypt. */
    public record SetPassword(String user, Password password) implements Customization {
        @Override
        public String name() {
            return "password";
        }

        @Override
        public void plan(Draft draft) throws IOException {
            String text = draft.text(SHADOW);
            if (text == null) {
                throw new IOException("the guest has no " + SHADOW);
            }
            StringBuilder out = new StringBuilder();
            boolean found = false;
            for (String line : text.split("(?<=\n)")) {
                String[] fields = line.split(":", -1);
                if (fields.length >= 3 && fields[0].equals(user)) {
                    found = true;
                    fields[1] = switch (password) {
                        case Password.Known known -> hash(known.bytes());
                        case Password.Locked locked -> fields[1].startsWith("!") ? fields[1] : "!" + fields[1];
                        case Password.Disabled disabled -> "*";
                    };
                    fields[2] = Long.toString(LocalDate.now(ZoneOffset.UTC).toEpochDay());
                    out.append(String.join(":", fields));
                } else {
                    out.append(line);
                }
            }
            if (!found) {
                throw new IOException("the guest has no user " + user);
            }
            draft.edit(SHADOW, out.toString(), ASKED, List.of());
        }

        private static String hash(byte[] password) {
            SecureRandom random = new SecureRandom();
            StringBuilder salt = new StringBuilder("$6$");
            for (int i = 0; i < 16; i++) {
                salt.append(SALT.charAt(random.nextInt(SALT.length())));
            }
            return Sha2Crypt.sha512Crypt(password, salt.toString()); // which overwrites the password
        }
    }

    /**
     * Lets somebody log in as a user.
     *
     * @param key lines as in authorized_keys
     */
    public record SshKey(String user, String key) implements Customization {
        public SshKey {
            if (!key.contains("ssh-") && !key.contains("ecdsa-") && !key.contains("sk-")) {
                throw new IllegalArgumentException("what is given for " + user + " is no public key of SSH");
            }
        }

        @Override
        public String name() {
            return "ssh-inject";
        }

        @Override
        public void plan(Draft draft) throws IOException {
            Accounts.Account account = Accounts.user(draft, user);
            if (!draft.isDirectory(account.home())) {
                throw new IOException("%s, the home of %s, is not there in the guest".formatted(account.home(), user));
            }
            String folder = (account.home().equals("/") ? "" : account.home()) + "/.ssh";
            boolean newFolder = !draft.isDirectory(folder);
            draft.directory(folder, ASKED, List.of());
            if (newFolder) {
                own(draft, folder, 0700, account);
            }
            String file = folder + "/authorized_keys";
            String text = draft.text(file);
            StringBuilder now = new StringBuilder(text == null ? "" : text);
            if (!now.isEmpty() && now.charAt(now.length() - 1) != '\n') {
                now.append('\n');
            }
            for (String line : key.lines().toList()) {
                if (!line.isBlank() && (text == null || text.lines().noneMatch(line::equals))) {
                    now.append(line).append('\n');
                }
            }
            if (draft.write(file, now.toString(), 0600, ASKED, List.of()) && text == null) {
                own(draft, file, 0600, account);
            }
        }

        private static void own(Draft draft, String path, int mode, Accounts.Account account) {
            draft.add(
                    ASKED,
                    List.of(),
                    new Operation.SetPermissions(
                            path, OptionalInt.of(mode), OptionalInt.of(account.uid()), OptionalInt.of(account.gid())),
                    path);
        }
    }
}
