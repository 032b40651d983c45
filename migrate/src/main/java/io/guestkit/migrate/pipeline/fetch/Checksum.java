package io.guestkit.migrate.pipeline.fetch;

import io.guestkit.io.Cancellation;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Progress;
import io.guestkit.migrate.pipeline.io.Digests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What the bytes of a file hash to.
 *
 * @param sha256 64 hexadecimal digits in lower case
 */
public record Checksum(String sha256) {

    private static final String PREFIX = "sha256:";
    private static final int CHUNK = 1 << 18;

    public Checksum {
        if (sha256.length() != 64 || !isHexadecimal(sha256)) {
            throw new IllegalArgumentException(sha256);
        }
    }

    private static boolean isHexadecimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The one that is written as {@code sha256:HEX}; empty if it is not. */
    public static Optional<Checksum> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() != PREFIX.length() + 64
                || !lower.startsWith(PREFIX)
                || !isHexadecimal(lower.substring(PREFIX.length()))) {
            return Optional.empty();
        }
        return Optional.of(new Checksum(lower.substring(PREFIX.length())));
    }

    /** Reads a file to its end. */
    public static Checksum of(Path file, Progress progress, Cancellation cancellation) throws IOException {
        MessageDigest digest = Digests.newSha256();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int length; (length = in.read(chunk)) > 0; ) {
                cancellation.check();
                digest.update(chunk, 0, length);
                progress.advance(length);
            }
        }
        return new Checksum(HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Compares.
     *
     * @param what has this checksum
     * @throws CorruptDataException if it is not the expected one
     */
    public void require(Checksum expected, String what) throws CorruptDataException {
        if (!equals(expected)) {
            throw new CorruptDataException("%s: the checksum is %s, expected %s".formatted(what, this, expected));
        }
    }

    @Override
    public String toString() {
        return PREFIX + sha256;
    }
}
