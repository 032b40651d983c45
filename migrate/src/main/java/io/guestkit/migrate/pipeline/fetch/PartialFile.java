package io.guestkit.migrate.pipeline.fetch;

import io.guestkit.inspect.document.Json;
import io.guestkit.migrate.pipeline.io.Digests;
import io.guestkit.migrate.pipeline.io.DurableFile;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file that comes in pieces, perhaps to several processes one after the other. Beside it stands what was got of it:
 * from which address, with which validator, and how much of it is on stable storage, which is all that a later process
 * believes.
 */
final class PartialFile {

    private static final long FORCE_INTERVAL = 16 << 20;

    private final Path complete;
    private final Path part;
    private final Path state;
    private final String addressHash;
    private String validator = "";
    private long safe;
    private long reported;

    PartialFile(Path directory, String name, URI address) throws IOException {
        this.complete = directory.resolve(name);
        this.part = directory.resolve(name + ".part");
        this.state = directory.resolve(name + ".state");
        this.addressHash = Digests.sha256(address.toString()); // the address may be a secret
        if (Files.exists(state)
                && Json.read(Files.readAllBytes(state), state.toString()) instanceof Map<?, ?> known
                && addressHash.equals(known.get("address_sha256"))
                && known.get("validator") instanceof String text
                && known.get("safe") instanceof Long length) {
            validator = text;
            safe = length;
        } else {
            delete(); // of another address, or of nobody knows which
        }
    }

    /** Where the file is when all of it is there. */
    Path complete() {
        return complete;
    }

    boolean isComplete() {
        return Files.exists(complete);
    }

    /** How much there is that can be gone on with. */
    long length() throws IOException {
        return validator.isEmpty() || !Files.exists(part) ? 0 : Math.min(safe, Files.size(part));
    }

    /** What says that the file is still the same; empty text if nothing does. */
    String validator() {
        return validator;
    }

    /** How many bytes were reported as done. */
    long reported() {
        return reported;
    }

    void report(long length) {
        reported = Math.max(reported, length);
    }

    /** A new file begins. */
    void begin(Optional<String> validator) throws IOException {
        restart();
        this.validator = validator.orElse("");
        save();
    }

    /** What is there is forgotten. */
    void restart() throws IOException {
        Files.deleteIfExists(part);
        validator = "";
        safe = 0;
    }

    private void save() throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("address_sha256", addressHash);
        document.put("validator", validator);
        document.put("safe", safe);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Json.printPretty(document, bytes);
        DurableFile.write(state, bytes.toByteArray());
    }

    /** Opens the file for what comes from {@code start} on; what is behind that is cut off. */
    Appender append(long start) throws IOException {
        return new Appender(start);
    }

    void finish() throws IOException {
        Files.move(part, complete, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DurableFile.forceDirectory(complete.resolveSibling(""));
    }

    void delete() throws IOException {
        Files.deleteIfExists(complete);
        Files.deleteIfExists(part);
        Files.deleteIfExists(state);
        validator = "";
        safe = 0;
    }

    /** Writes the end of the file, and notes now and then how much of it is safe. */
    final class Appender implements Closeable {
        private final FileChannel channel;
        private long length;

        Appender(long start) throws IOException {
            channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(start);
            length = start;
        }

        long length() {
            return length;
        }

        void write(byte[] bytes, int count) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
            try {
                while (buffer.hasRemaining()) {
                    length += channel.write(buffer, length);
                }
            } catch (IOException e) {
                throw named(e);
            }
            if (length - safe >= FORCE_INTERVAL) {
                force();
            }
        }

        private void force() throws IOException {
            try {
                channel.force(true);
            } catch (IOException e) {
                throw named(e);
            }
            safe = length;
            save();
        }

        /** The system's message, such as that the disk is full, with the name of the file. */
        private FileSystemException named(IOException e) {
            FileSystemException named = new FileSystemException(part.toString(), null, e.getMessage());
            named.initCause(e);
            return named;
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                force();
            }
        }
    }
}
