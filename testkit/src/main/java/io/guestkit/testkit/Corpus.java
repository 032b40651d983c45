package io.guestkit.testkit;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Specimens of disks, sound and corrupted, which are kept beside the repository in {@code ../shared/corpus} (or where
 * {@code GUESTKIT_CORPUS} says) because their licences and sizes keep them out of it. Without them tests are skipped;
 * where {@code CI=true} and there is a {@code ../shared}, they fail.
 */
public final class Corpus {

    private static final int CHUNK = 1 << 16;

    private Corpus() {}

    /** A specimen, decompressed if it was compressed. Closing it removes what was decompressed. */
    public record Specimen(String name, Path path, boolean temporary) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            if (temporary) {
                Files.delete(path);
            }
        }
    }

    /** The folder with all of it, or the end of the test that asks. */
    public static Path folder() {
        String own = System.getenv("GUESTKIT_CORPUS");
        if (own != null && !own.isEmpty()) {
            return Path.of(own).toAbsolutePath();
        }
        Path shared = Fixtures.repository().resolveSibling("shared");
        Path corpus = shared.resolve("corpus");
        if (Files.isDirectory(corpus)) {
            return corpus;
        }
        String reason = "no corpus beside the repository";
        throw Files.isDirectory(shared) ? Skips.missing(reason) : Skips.skip(reason);
    }

    /** Names of the specimens below a folder of the corpus, such as {@code corrupt/ext}, sorted. */
    public static List<String> names(String under) throws IOException {
        Path corpus = folder();
        try (Stream<Path> files = Files.walk(corpus.resolve(under))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> corpus.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /**
     * Opens a specimen where it lies, or decompresses it into a sparse temporary file.
     *
     * @param name as {@link #names} gives it
     */
    public static Specimen open(String name) throws IOException {
        Path file = folder().resolve(name);
        String suffix = name.substring(name.lastIndexOf('.') + 1);
        return switch (suffix) {
            case "gz" -> decode(name, new GZIPInputStream(Files.newInputStream(file), CHUNK));
            case "zst" -> decode(name, new ZstdInputStream(new BufferedInputStream(Files.newInputStream(file))));
            case "xz" -> decodeBy("xz", name, file);
            case "bz2" -> decodeBy("bzip2", name, file);
            default -> new Specimen(name, file, false);
        };
    }

    private static Specimen decodeBy(String tool, String name, Path file) throws IOException {
        Path program = Oracle.find(tool).orElseThrow(() -> Skips.missing("no " + tool));
        Process process = new ProcessBuilder(program.toString(), "-dc", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            Specimen specimen = decode(name, process.getInputStream());
            if (process.waitFor() != 0) {
                specimen.close();
                throw new IOException(tool + " cannot decompress " + file);
            }
            return specimen;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Specimen decode(String name, InputStream encoded) throws IOException {
        Path raw = Files.createTempFile("guestkit-specimen", null);
        Files.delete(raw); // SPARSE counts for new files only
        try (InputStream in = encoded;
                FileChannel out = FileChannel.open(
                        raw, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            copySparse(in, out);
            return new Specimen(name, raw, true);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(raw);
            throw e;
        }
    }

    private static void copySparse(InputStream in, FileChannel out) throws IOException {
        byte[] zeros = new byte[CHUNK];
        byte[] chunk = new byte[CHUNK];
        long size = 0;
        for (int length; (length = in.readNBytes(chunk, 0, CHUNK)) > 0; size += length) {
            if (!java.util.Arrays.equals(chunk, 0, length, zeros, 0, length)) {
                ByteBuffer data = ByteBuffer.wrap(chunk, 0, length);
                while (data.hasRemaining()) {
                    out.write(data, size + data.position());
                }
            }
        }
        if (size > 0 && out.size() < size) {
            out.write(ByteBuffer.allocate(1), size - 1); // the file ends with zeros that were passed over
        }
    }

    /** The SHA-256 that CORPUS.md states for a specimen's decoded bytes, in hexadecimal, where it states one. */
    public static Optional<String> decodedSha256(String name) throws IOException {
        String section = name.substring(0, name.lastIndexOf('/') + 1);
        String start = "- `" + name.substring(section.length()) + "`";
        String marker = "sha256 ";
        boolean inSection = false;
        boolean inEntry = false;
        for (String line : Files.readAllLines(folder().resolve("CORPUS.md"))) {
            if (line.startsWith("## ")) {
                inSection = line.equals("## " + section);
            } else if (!line.startsWith(" ")) {
                inEntry = inSection && line.startsWith(start);
            } else if (inEntry && line.strip().startsWith("- decoded size")) {
                int at = line.indexOf(marker) + marker.length();
                return Optional.of(line.substring(at, at + 64));
            }
        }
        return Optional.empty();
    }

    /**
     * One line of a listing of {@code facts/}.
     *
     * @param type f, d, l, c, b, p or s
     * @param nlink 0 for directories
     * @param mtime in seconds since 1970
     * @param content {@code sha256:…} of a file, the target of a link, the numbers of a device, or {@code -}
     * @param xattrs {@code name=hex,…} or {@code -}
     * @param path from the root of the file system, bytes outside of printable ASCII as {@code \xNN}
     */
    public record Entry(
            char type,
            int mode,
            long uid,
            long gid,
            int nlink,
            long size,
            long mtime,
            String content,
            String xattrs,
            String path) {}

    /** The listing of a file system in a specimen, such as {@code fs/NAME.fs.listing.tsv}; empty if there is none. */
    public static List<Entry> listing(String facts) throws IOException {
        Path file = folder().resolve("facts").resolve(facts);
        List<Entry> entries = new ArrayList<>();
        if (!Files.exists(file)) {
            return entries;
        }
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#") && !line.isEmpty()) {
                String[] field = line.split("\t", 10);
                entries.add(new Entry(
                        field[0].charAt(0),
                        Integer.parseInt(field[1], 8),
                        Long.parseLong(field[2]),
                        Long.parseLong(field[3]),
                        Integer.parseInt(field[4]),
                        Long.parseLong(field[5]),
                        Long.parseLong(field[6]),
                        field[7],
                        field[8],
                        field[9]));
            }
        }
        return entries;
    }
}
