package io.guestkit.cli;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of files; holes are not read. */
final class ContentDigest {

    private static final int CHUNK = 1 << 18;
    private static final int ZEROS = 1 << 16;

    private final MessageDigest digest;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    private final byte[] zeros = new byte[ZEROS];

    /** @param algorithm one of {@link Flag#ALGORITHM} */
    ContentDigest(String algorithm) {
        String name = switch (algorithm) {
            case "sha256" -> "SHA-256";
            case "sha512" -> "SHA-512";
            case "sha1" -> "SHA-1";
            case "md5" -> "MD5";
            default -> throw new UsageException("unknown algorithm " + algorithm);
        };
        try {
            digest = MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + name, e);
        }
    }

    /** The digest of a regular file in hexadecimal digits. */
    String of(Path file) throws IOException {
        digest.reset();
        try (BlockSource content = GuestFiles.content(file)) {
            long end = content.size();
            for (long at = 0; at < end; ) {
                Extent extent = content.extent(at, end - at);
                if (extent.kind() == Extent.Kind.DATA) {
                    update(content, extent);
                } else {
                    updateZeros(extent.length());
                }
                at = extent.end();
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void update(BlockSource content, Extent extent) throws IOException {
        for (long at = extent.position(); at < extent.end(); at += chunk.limit()) {
            chunk.clear().limit((int) Math.min(CHUNK, extent.end() - at));
            content.read(at, chunk);
            digest.update(chunk.array(), 0, chunk.limit());
        }
    }

    private void updateZeros(long length) {
        for (long left = length; left > 0; left -= ZEROS) {
            digest.update(zeros, 0, (int) Math.min(ZEROS, left));
        }
    }
}
