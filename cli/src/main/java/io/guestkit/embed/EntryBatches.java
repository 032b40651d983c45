package io.guestkit.embed;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The entries of a directory, many at a time, in the order in which they are stored. For one thread. */
public final class EntryBatches implements AutoCloseable {

    /** A batch ends with the entry that reaches it. */
    private static final int FULL = 1 << 16;

    private final DirectoryStream<Path> stream;
    private final Iterator<Path> entries;
    private @Nullable IOException failure;

    EntryBatches(DirectoryStream<Path> stream) {
        this.stream = stream;
        this.entries = stream.iterator();
    }

    /**
     * The next entries, each of them a {@link FileTree#stat} of the entry itself, the length of its name as four bytes,
     * big-endian, and its name. What was read before a failure is returned, and the next call throws.
     *
     * @return nothing at the end, when the directory is closed, too
     */
    public byte[] next() throws ToldException {
        return ToldException.telling(this::batch);
    }

    private byte[] batch() throws IOException {
        if (failure != null) {
            throw failure;
        }
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        try {
            while (batch.size() < FULL && entries.hasNext()) {
                Path entry = entries.next();
                byte[] stat = FileTree.encoded(entry, false);
                byte[] name = FileTree.bytes(entry.getFileName());
                batch.writeBytes(stat);
                for (int shift = 24; shift >= 0; shift -= 8) {
                    batch.write(name.length >>> shift);
                }
                batch.writeBytes(name);
            }
        } catch (DirectoryIteratorException e) {
            failed(Objects.requireNonNull(e.getCause()), batch);
        } catch (IOException e) {
            failed(e, batch);
        }
        if (batch.size() == 0) {
            close();
        }
        return batch.toByteArray();
    }

    private void failed(IOException why, ByteArrayOutputStream batch) throws IOException {
        close();
        failure = why;
        if (batch.size() == 0) {
            throw why;
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
