package io.guestkit.cli;

import io.guestkit.inspect.document.Json;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** Standard output, which is data, and standard error, which is words. */
final class Streams {

    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private final WritableByteChannel channel;
    private final PrintStream err;
    private boolean quiet;
    private Json.@Nullable Lines jsonLines;

    Streams(OutputStream out, OutputStream err) {
        this.out = new BufferedOutputStream(new Failing(out), BUFFER);
        this.channel = out instanceof FileOutputStream file ? file.getChannel() : Channels.newChannel(out);
        this.err = new PrintStream(err, true);
    }

    void silenceNotes() {
        quiet = true;
    }

    /** For data; failures to write it are {@link OutputException}s. */
    OutputStream out() {
        return out;
    }

    /** All that remains of a buffer, as data. Direct memory goes to the system as it is. */
    void write(ByteBuffer data) throws IOException {
        out.flush();
        try {
            while (data.hasRemaining()) {
                channel.write(data);
            }
        } catch (IOException e) {
            throw new OutputException(e);
        }
    }

    /** A line of data. Text from a guest has to be {@link Text#printable} unless its exact bytes are the point. */
    void println(String line) throws IOException {
        out.write(Text.bytes(line));
        out.write('\n');
    }

    /** Data as JSON Lines. */
    Json.Lines jsonLines() throws IOException {
        Json.Lines lines = jsonLines;
        if (lines == null) {
            lines = new Json.Lines(out);
            jsonLines = lines;
        }
        return lines;
    }

    /** Something worth knowing that is no failure. */
    void note(String message) {
        if (!quiet) {
            line(message);
        }
    }

    /** Something that was asked for and is no data: whoever wants no notes wants it all the same. */
    void tell(String message) {
        line(message);
    }

    /** Replaces the line that the cursor of the terminal is in. */
    void draw(String line) {
        byte[] bytes = Text.bytes("\r" + line + "\u001b[K");
        err.write(bytes, 0, bytes.length);
        err.flush();
    }

    void error(String message) {
        line(message);
    }

    void trace(Throwable failure) {
        failure.printStackTrace(err);
    }

    void flush() throws IOException {
        out.flush();
    }

    /** What was printed before comes first where both streams are the same terminal. */
    private void line(String message) {
        try {
            out.flush();
        } catch (IOException e) {
            // The next write fails in the same way, and there somebody listens.
        }
        byte[] bytes = Text.bytes("guestkit: " + Text.printable(message) + "\n");
        err.write(bytes, 0, bytes.length);
        err.flush();
    }

    private static final class Failing extends OutputStream {
        private final OutputStream target;

        Failing(OutputStream target) {
            this.target = target;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                target.write(bytes, offset, length);
            } catch (IOException e) {
                throw new OutputException(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                target.flush();
            } catch (IOException e) {
                throw new OutputException(e);
            }
        }
    }
}
