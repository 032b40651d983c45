package io.guestkit.convert;

import io.guestkit.convert.Planner.Piece;
import io.guestkit.io.BlockSource;
import io.guestkit.io.Cancellation;
import io.guestkit.io.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A hash of what a guest sees on a disk, the same for every format and however sparse the image is, and made by several
 * threads without reading what is not stored.
 *
 * <p>It is the SHA-256 of this, for each MiB of the disk that is not all zeros, in order: its number as eight bytes,
 * the most significant first, and the SHA-256 of its bytes, to which zeros are added where the disk ends before the MiB.
 * So zeros at the end of a disk, which some formats round up, do not count.
 */
public final class ContentHash {

    private static final int BLOCK = 1 << 20;
    private static final int DIGEST_BYTES = 32;

    private ContentHash() {}

    /**
     * Reads a whole disk.
     *
     * @param progress told of every byte, those that need not be read included
     * @return 64 hexadecimal digits
     */
    public static String of(BlockSource disk, Progress progress, Cancellation cancellation) throws IOException {
        MessageDigest all = sha256();
        Planner planner = new Planner(disk::extent, disk.size(), BLOCK, BLOCK, false, progress);
        new Pipeline(planner, cancellation)
                .run(Runtime.getRuntime().availableProcessors(), () -> new Worker(disk, all, progress));
        return HexFormat.of().formatHex(all.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private static final class Worker implements Pipeline.Worker {
        private final BlockSource disk;
        private final MessageDigest all;
        private final Progress progress;
        private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        private final MessageDigest own = sha256();
        private final byte[] digest = new byte[DIGEST_BYTES];
        private boolean zeros;

        Worker(BlockSource disk, MessageDigest all, Progress progress) {
            this.disk = disk;
            this.all = all;
            this.progress = progress;
        }

        @Override
        public void prepare(Piece piece) throws IOException {
            int length = (int) piece.length();
            block.clear().limit(length);
            disk.read(piece.position(), block);
            block.clear();
            Zeros.fill(block, length, BLOCK);
            zeros = Zeros.only(block, 0, BLOCK);
            if (!zeros) {
                own.update(block);
                try {
                    own.digest(digest, 0, DIGEST_BYTES);
                } catch (DigestException e) {
                    throw new AssertionError("a digest has 32 bytes", e);
                }
            }
        }

        @Override
        public boolean inTurn(Piece piece) {
            if (!zeros) {
                all.update(ByteBuffer.allocate(Long.BYTES)
                        .putLong(piece.position() / BLOCK)
                        .flip());
                all.update(digest);
            }
            return true;
        }

        @Override
        public void complete(Piece piece) {
            progress.advance(piece.length());
        }

        @Override
        public void close() {}
    }
}
