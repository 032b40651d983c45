package io.guestkit.registry;

import io.guestkit.io.BlockSource;
import io.guestkit.io.ChannelSource;
import io.guestkit.io.StructView;
import io.guestkit.io.Warning;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A registry hive, read only: one file with a tree of keys. Only what is asked for is read; a hive whose last write was
 * not finished is seen with its transaction logs applied, as Windows would load it.
 *
 * <p>Safe for use by several threads.
 */
public final class Hive implements Closeable {

    private static final int MAX_WARNINGS = 100;
    private static final int MAX_NEIGHBOURS = 100_000;
    private static final String[] LOGS = {".LOG", ".LOG1", ".LOG2"};

    private final String name;
    private final List<BlockSource> owned;
    private final BaseBlock base;
    private final HiveBins bins;
    private final String appliedLogs;
    private final Set<Warning> warnings = new LinkedHashSet<>();

    private Hive(String name, Recovery recovery, List<BlockSource> owned) throws IOException {
        this.name = name;
        this.owned = owned;
        this.base = recovery.base();
        this.bins = recovery.bins();
        this.appliedLogs = recovery.applied();
        for (String doubt : recovery.doubts()) {
            warn(name, doubt);
        }
    }

    /**
     * Opens a hive with the logs that lie beside it: {@code NAME.LOG}, {@code NAME.LOG1}, {@code NAME.LOG2}, in any case.
     *
     * @throws io.guestkit.io.CorruptDataException if the file is no hive, or its base block is bad and no log has
     *     another
     * @throws io.guestkit.io.UnsupportedFeatureException if it is of another version than 1.3 to 1.6
     */
    public static Hive open(Path path) throws IOException {
        List<BlockSource> opened = new ArrayList<>();
        try {
            BlockSource file = ChannelSource.open(path);
            opened.add(file);
            Map<String, BlockSource> logs = new LinkedHashMap<>();
            if (isDirty(file)) { // a clean hive's logs say nothing, so nothing is read of them
                for (Path log : logsBeside(path)) {
                    BlockSource source = ChannelSource.open(log);
                    opened.add(source);
                    logs.put(String.valueOf(log.getFileName()), source);
                }
            }
            return new Hive(path.toString(), Recovery.of(file, logs), opened);
        } catch (IOException | RuntimeException e) {
            close(opened);
            throw e;
        }
    }

    /**
     * Opens a hive that somebody else holds, and closes.
     *
     * @param name for messages
     * @param logs by name, in the order .LOG, .LOG1, .LOG2
     * @throws IOException as {@link #open(Path)}
     */
    public static Hive of(String name, BlockSource hive, Map<String, BlockSource> logs) throws IOException {
        return new Hive(name, Recovery.of(hive, logs), List.of());
    }

    /** Whether a file starts like a hive. */
    public static boolean isHive(BlockSource file) throws IOException {
        return file.size() >= BaseBlock.LENGTH
                && BaseBlock.isSigned(StructView.littleEndian("base block", file, 0, BaseBlock.LENGTH));
    }

    private static boolean isDirty(BlockSource file) throws IOException {
        return isHive(file)
                && BaseBlock.parse(StructView.littleEndian("base block", file, 0, BaseBlock.LENGTH))
                        .isDirty();
    }

    private static List<Path> logsBeside(Path hive) throws IOException {
        Path file = hive.getFileName();
        Path directory = hive.toAbsolutePath().getParent();
        if (file == null || directory == null) {
            return List.of();
        }
        Path[] logs = new Path[LOGS.length];
        int seen = 0;
        try (DirectoryStream<Path> neighbours = Files.newDirectoryStream(directory)) {
            for (Path neighbour : neighbours) {
                if (++seen > MAX_NEIGHBOURS) {
                    break;
                }
                String name = String.valueOf(neighbour.getFileName());
                for (int i = 0; i < LOGS.length; i++) {
                    if (name.equalsIgnoreCase(file + LOGS[i]) && Files.isRegularFile(neighbour)) {
                        logs[i] = neighbour;
                    }
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        List<Path> found = new ArrayList<>();
        for (Path log : logs) {
            if (log != null) {
                found.add(log);
            }
        }
        return found;
    }

    /** The key that everything in the hive is below. Its own name says nothing. */
    public Key root() throws IOException {
        return Key.root(this, base.rootCell());
    }

    /** The key at a path from the root, names with backslashes between and in any case. */
    public Optional<Key> find(String path) throws IOException {
        return root().find(path);
    }

    /** The value of that name of the key at that path. */
    public Optional<Value> value(String path, String name) throws IOException {
        Optional<Key> key = find(path);
        return key.isEmpty() ? Optional.empty() : key.get().value(name);
    }

    /** A key of this hive and all below it. */
    public KeyWalk walk(Key start) {
        return new KeyWalk(this, start);
    }

    /** The end of the path that the hive had in Windows; often cut. */
    public String fileName() {
        return base.fileName();
    }

    /** Such as {@code 1.5}. */
    public String version() {
        return "1." + base.minorVersion();
    }

    /** When the hive was last written, as its base block says. Newer Windows leaves 1601 there. */
    public Instant lastWritten() {
        return base.lastWrittenTime();
    }

    /** Names of the transaction logs that were applied, if any. */
    public Optional<String> appliedLogs() {
        return appliedLogs.isEmpty() ? Optional.empty() : Optional.of(appliedLogs);
    }

    /** Doubts so far; more may come with everything that is read. */
    public List<Warning> warnings() {
        synchronized (warnings) {
            return List.copyOf(warnings);
        }
    }

    void doubt(Key key, String message) {
        String path = key.path();
        warn(path.isEmpty() ? name : name + " " + path, message);
    }

    private void warn(String where, String message) {
        synchronized (warnings) {
            if (warnings.size() < MAX_WARNINGS) {
                warnings.add(new Warning(where, message));
            } else if (warnings.size() == MAX_WARNINGS) {
                warnings.add(new Warning(name, "and more"));
            }
        }
    }

    HiveBins bins() {
        return bins;
    }

    boolean hasBigData() {
        return base.hasBigData();
    }

    long rootOffset() {
        return base.rootCell();
    }

    @Override
    public void close() throws IOException {
        close(owned);
    }

    private static void close(List<BlockSource> sources) throws IOException {
        IOException first = null;
        for (BlockSource source : sources) {
            try {
                source.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
