package io.guestkit.convert;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec;
import io.guestkit.io.Cancellation;
import io.guestkit.io.Progress;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Converts with the program {@code qemu-img}. Before it gets to see an image this library has looked at it, so that the
 * program follows no name that leads out of the allowed directories.
 */
final class QemuImg {

    static final String NAME = "qemu-img";

    /** Parts of messages that tell of something that others hold at the moment. */
    private static final List<String> PASSING =
            List.of("failed to get", "resource temporarily unavailable", "resource busy", "is another process using");

    private static final int MOST_WORDS = 4000;

    private final Path program;

    private QemuImg(Path program) {
        this.program = program;
    }

    /** The program, if it is on the PATH. */
    static Optional<QemuImg> find() {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            try {
                Path candidate = Path.of(folder).resolve(NAME);
                if (!folder.isEmpty() && Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                    return Optional.of(new QemuImg(candidate));
                }
            } catch (InvalidPathException e) {
                continue; // no folder of this system
            }
        }
        return Optional.empty();
    }

    static IOException missing() {
        return new IOException(
                "the engine qemu-img is not installed: there is no qemu-img on the PATH (Debian: apt-get install qemu-utils)");
    }

    /**
     * Writes the new image.
     *
     * @param size of the disk in bytes
     * @param below the image below the source, if there is one
     * @param backing how the new image is to name it, if it is to lie upon it
     */
    void convert(
            Conversion conversion,
            DiskFormat sourceFormat,
            long size,
            Optional<Path> below,
            Optional<ImageSpec.BackingLink> backing,
            NewFiles files,
            Progress progress)
            throws IOException {
        String output = files.workshop().resolve(files.name()).toString();
        List<String> words = new ArrayList<>(List.of("convert", "-p", "-f", sourceFormat.id()));
        words.addAll(List.of("-O", conversion.format().id()));
        if (conversion.compression() != ImageSpec.Compression.NONE) {
            words.add("-c");
        }
        String options = options(conversion);
        if (!options.isEmpty()) {
            words.addAll(List.of("-o", options));
        }
        conversion.open().snapshot().ifPresent(name -> words.addAll(List.of("-l", name)));
        if (backing.isPresent()) {
            words.addAll(List.of("-B", below.orElseThrow().toString()));
            words.addAll(List.of("-F", backing.get().format().id()));
        }
        words.add(conversion.source().toRealPath().toString());
        words.add(output);
        run(words, new PercentReader(size, progress), conversion.cancellation());
        if (backing.isPresent()) {
            // only now: while it copies, the name has to lead there from where the file is at the moment
            String name = backing.get().name();
            String format = backing.get().format().id();
            List<String> rebase =
                    List.of("rebase", "-u", "-f", conversion.format().id(), "-F", format, "-b", name, output);
            run(rebase, line -> {}, conversion.cancellation());
        }
        files.adopt();
    }

    /**
     * Size of the disk in an image that this library cannot look into.
     *
     * @throws UnsupportedFeatureException if it names other files: nobody could say where these names lead
     */
    long sizeOfLoneImage(Path image, DiskFormat format, Cancellation cancellation) throws IOException {
        StringBuilder facts = new StringBuilder();
        List<String> words = List.of(
                "info", "--output=json", "-f", format.id(), image.toRealPath().toString());
        run(words, facts::append, cancellation);
        if (facts.indexOf("backing-filename") >= 0 || facts.indexOf("data-file") >= 0) {
            throw new UnsupportedFeatureException(format + " images with a backing file cannot be converted");
        }
        String key = "\"virtual-size\": ";
        int start = facts.indexOf(key) + key.length();
        int end = start;
        while (end < facts.length() && Character.isDigit(facts.charAt(end))) {
            end++;
        }
        try {
            return Long.parseLong(facts, start, end, 10);
        } catch (NumberFormatException e) {
            throw new IOException(NAME + " info says no virtual size of " + image);
        }
    }

    /** @throws ConversionException if a guest would see a difference */
    void compare(Path one, DiskFormat format, Path other, DiskFormat otherFormat, Cancellation cancellation)
            throws IOException {
        try {
            run(
                    List.of(
                            "compare",
                            "-f",
                            format.id(),
                            "-F",
                            otherFormat.id(),
                            one.toRealPath().toString(),
                            other.toString()),
                    line -> {},
                    cancellation);
        } catch (CommandFailedException e) {
            throw e.status() == 1 ? new ConversionException("the output differs from " + one) : e;
        }
    }

    private static String options(Conversion conversion) {
        StringBuilder options = new StringBuilder();
        for (Map.Entry<String, String> option : conversion.options().values().entrySet()) {
            options.append(options.isEmpty() ? "" : ",")
                    .append(option.getKey())
                    .append('=')
                    .append(option.getValue().replace(",", ",,"));
        }
        if (conversion.compression() == ImageSpec.Compression.ZSTD) {
            options.append(options.isEmpty() ? "" : ",").append("compression_type=zstd");
        }
        return options.toString();
    }

    /** Receives what the program prints, piece by piece. */
    @FunctionalInterface
    private interface Listener {
        void printed(String text);
    }

    private void run(List<String> words, Listener listener, Cancellation cancellation) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<String> complaints = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> complaints.complete(firstWords(process.getErrorStream())));
        Thread listening = Thread.ofVirtual().start(() -> listen(process.getInputStream(), listener));
        await(process, listening, cancellation);
        int status = process.exitValue();
        if (status != 0) {
            throw failure(complaints.join(), status);
        }
    }

    private static void await(Process process, Thread listening, Cancellation cancellation)
            throws InterruptedIOException {
        try {
            while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
                cancellation.check();
            }
            listening.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            if (process.isAlive()) {
                process.destroyForcibly().onExit().join();
            }
        }
    }

    private static CommandFailedException failure(String complaints, int status) {
        String said = complaints.strip().replace('\n', ' ');
        String lower = said.toLowerCase(Locale.ROOT);
        boolean passing = PASSING.stream().anyMatch(lower::contains);
        String message = said.isEmpty() ? NAME + " ended with status " + status : said;
        return new CommandFailedException(message, status, passing);
    }

    private static String firstWords(InputStream stream) {
        try (stream) {
            byte[] first = stream.readNBytes(MOST_WORDS);
            stream.transferTo(java.io.OutputStream.nullOutputStream());
            return new String(first, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // the status tells that it failed
        }
    }

    private static void listen(InputStream stream, Listener listener) {
        try (stream) {
            byte[] piece = new byte[256];
            for (int length; (length = stream.read(piece)) > 0; ) {
                listener.printed(new String(piece, 0, length, StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // the program is gone, and its status tells why
        }
    }

    /** Reads {@code (12.34/100%)}, over and over, and passes on how much more that is than before. */
    private static final class PercentReader implements Listener {
        private final long total;
        private final Progress progress;
        private final StringBuilder number = new StringBuilder();
        private long done;

        PercentReader(long total, Progress progress) {
            this.total = total;
            this.progress = progress;
        }

        @Override
        public void printed(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '(') {
                    number.setLength(0);
                } else if (c == '/') {
                    advance();
                    number.setLength(0);
                } else if (number.length() < 10) {
                    number.append(c);
                }
            }
        }

        private void advance() {
            try {
                long now = Math.clamp(Math.round(total * Double.parseDouble(number.toString()) / 100), done, total);
                progress.advance(now - done);
                done = now;
            } catch (NumberFormatException e) {
                // words, not a number
            }
        }
    }
}
