package io.guestkit.cli;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Cancellation;
import io.guestkit.io.Extent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Copies the content of a file, holes as holes. */
final class SparseCopy {

    private static final int CHUNK = 1 << 18;

    private SparseCopy() {}

    /**
     * @param target does not exist yet
     * @throws LocalFailure if it cannot be written
     */
    static void copy(Path source, Path target, Cancellation cancellation) throws IOException {
        try (BlockSource content = GuestFiles.content(source);
                FileChannel out = create(target)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect((int) Math.clamp(content.size(), 1, CHUNK));
            long end = content.size();
            for (long at = 0; at < end; ) {
                Extent extent = content.extent(at, end - at);
                if (extent.kind() == Extent.Kind.DATA) {
                    copy(content, extent, out, chunk, cancellation);
                }
                at = extent.end();
            }
            growTo(end, out);
        }
    }

    private static FileChannel create(Path target) throws IOException {
        try {
            return FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw e; // two entries of one name: the guest's fault
        } catch (IOException e) {
            throw new LocalFailure(e);
        }
    }

    private static void copy(
            BlockSource content, Extent extent, FileChannel out, ByteBuffer chunk, Cancellation cancellation)
            throws IOException {
        for (long at = extent.position(); at < extent.end(); ) {
            cancellation.check();
            chunk.clear().limit((int) Math.min(chunk.capacity(), extent.end() - at));
            content.read(at, chunk);
            chunk.flip();
            at += write(chunk, at, out);
        }
    }

    private static int write(ByteBuffer bytes, long position, FileChannel out) throws IOException {
        int length = bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes, position + length - bytes.remaining());
            }
        } catch (IOException e) {
            throw new LocalFailure(e);
        }
        return length;
    }

    /** A file that ends with a hole still has to have its size: one zero byte sets it. */
    private static void growTo(long size, FileChannel out) throws IOException {
        try {
            if (out.size() < size) {
                out.write(ByteBuffer.allocate(1), size - 1);
            }
        } catch (IOException e) {
            throw new LocalFailure(e);
        }
    }
}
