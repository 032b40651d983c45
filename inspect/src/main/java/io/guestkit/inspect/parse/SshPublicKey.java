package io.guestkit.inspect.parse;

import io.guestkit.inspect.report.SshKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lines of OpenSSH's {@code *.pub} files and of {@code authorized_keys}, sshd(8). */
public final class SshPublicKey {

    private SshPublicKey() {}

    /**
     * @param line without blanks around it
     * @return null if it holds no key
     */
    public static @Nullable SshKey parse(String line, String source) {
        int start = 0;
        int end = wordEnd(line, 0);
        if (!isType(line.substring(0, end))) {
            start = skipBlanks(line, end);
            end = wordEnd(line, start);
        }
        String type = line.substring(start, end);
        int blob = skipBlanks(line, end);
        int blobEnd = wordEnd(line, blob);
        byte[] key = isType(type) ? decode(line.substring(blob, blobEnd)) : null;
        if (key == null || !namesItself(key, type)) {
            return null;
        }
        String comment = line.substring(blobEnd).strip();
        String options = line.substring(0, start).strip();
        return new SshKey(
                type,
                "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(sha256(key)),
                comment.isEmpty() ? Optional.empty() : Optional.of(comment),
                options.isEmpty() ? Optional.empty() : Optional.of(options),
                source);
    }

    private static boolean isType(String word) {
        return word.startsWith("ssh-") || word.startsWith("ecdsa-sha2-") || word.startsWith("sk-");
    }

    private static byte @Nullable [] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A key starts with the length of its type's name and that name, RFC 4253, 6.6. */
    private static boolean namesItself(byte[] key, String type) {
        byte[] name = type.getBytes(StandardCharsets.UTF_8);
        if (key.length < 4 + name.length
                || key[0] != 0
                || key[1] != 0
                || (key[2] & 0xff) << 8 != (name.length & 0xff00)
                || key[3] != (byte) name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (key[4 + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A word ends at a blank that is not between quotes: options are words that may have such. */
    private static int wordEnd(String line, int start) {
        boolean quoted = false;
        int at = start;
        while (at < line.length() && (quoted || line.charAt(at) != ' ' && line.charAt(at) != '\t')) {
            if (line.charAt(at) == '\\' && quoted && at + 1 < line.length()) {
                at++;
            } else if (line.charAt(at) == '"') {
                quoted = !quoted;
            }
            at++;
        }
        return Math.min(at, line.length());
    }

    private static int skipBlanks(String line, int start) {
        int at = start;
        while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }
}
