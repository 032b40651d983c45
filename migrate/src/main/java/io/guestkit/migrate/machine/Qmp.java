package io.guestkit.migrate.machine;

import io.guestkit.inspect.parse.JsonTree;
import io.guestkit.io.CorruptDataException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with QEMU in its machine protocol: lines of JSON, an answer to each command, and events in between
 * (QEMU, docs/interop/qmp-spec). Nothing waits for longer than {@link #PATIENCE_NANOS}.
 */
final class Qmp implements Closeable {

    private static final int LONGEST_LINE = 1 << 20;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final int PAUSE_MILLIS = 5;

    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(8192).flip();
    private final Map<String, Integer> events = new HashMap<>();

    private Qmp(SocketChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException if nobody listens at the socket (yet) */
    static Qmp connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            Qmp qmp = new Qmp(channel);
            qmp.message(); // the greeting
            qmp.execute("qmp_capabilities");
            return qmp;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** How often QEMU has reported something by itself so far, such as {@code RESET}. */
    int count(String event) {
        return events.getOrDefault(event, 0);
    }

    /** The status of the machine: {@code running}, {@code paused}, {@code internal-error} … */
    String status() throws IOException {
        return execute("query-status") instanceof Map<?, ?> map && map.get("status") instanceof String status
                ? status
                : "unknown";
    }

    /**
     * Has a command done.
     *
     * @param arguments what goes between the braces, already JSON
     * @return what it answered; numbers and truth values are null
     */
    @Nullable
    Object execute(String command, String arguments) throws IOException {
        send("{\"execute\":\"" + command + "\",\"arguments\":{" + arguments + "}}\n");
        while (true) {
            Map<?, ?> message = message();
            if (message.containsKey("return")) {
                return message.get("return");
            }
            if (message.get("error") instanceof Map<?, ?> error) {
                throw new IOException("QEMU refuses " + command + ": " + error.get("desc"));
            }
        }
    }

    /** Has a command done that takes no arguments. */
    @Nullable
    Object execute(String command) throws IOException {
        return execute(command, "");
    }

    /** Has QEMU end, which it may do before it answers. */
    void quit() {
        try {
            execute("quit");
        } catch (IOException e) {
            // it is gone, or will be ended
        }
    }

    private void send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        long start = System.nanoTime();
        while (bytes.hasRemaining()) {
            if (transfer(() -> channel.write(bytes)) == 0) {
                pause(start);
            }
        }
    }

    @FunctionalInterface
    private interface Transfer {
        int run() throws IOException;
    }

    /** Channels of this kind say by a plain exception that nobody is at the other end any more. */
    private static int transfer(Transfer transfer) throws SocketException {
        try {
            return transfer.run();
        } catch (IOException e) {
            throw (SocketException) new SocketException(String.valueOf(e.getMessage())).initCause(e);
        }
    }

    private Map<?, ?> message() throws IOException {
        if (!(JsonTree.parse(line()) instanceof Map<?, ?> message)) {
            throw new CorruptDataException("QMP: a message that is no object");
        }
        if (message.get("event") instanceof String event) {
            events.merge(event, 1, Integer::sum);
        }
        return message;
    }

    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        long start = System.nanoTime();
        while (true) {
            while (received.hasRemaining()) {
                byte b = received.get();
                if (b == '\n') {
                    return line.toByteArray();
                }
                line.write(b);
                if (line.size() > LONGEST_LINE) {
                    throw new CorruptDataException("QMP: a line of more than %d bytes".formatted(LONGEST_LINE));
                }
            }
            received.clear();
            int read = transfer(() -> channel.read(received));
            received.flip();
            if (read < 0) {
                throw new SocketException("the connection is closed");
            }
            if (read == 0) {
                pause(start);
            }
        }
    }

    private static void pause(long start) throws IOException {
        if (System.nanoTime() - start > PATIENCE_NANOS) {
            throw new IOException("QEMU does not answer");
        }
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
