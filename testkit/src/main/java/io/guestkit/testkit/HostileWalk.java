package io.guestkit.testkit;

import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Visits everything of a file system whose bytes may be anything: lists, looks up, reads links, attributes and the ends of
 * files. An {@link IOException} about one thing does not keep it from the next; any other exception comes out.
 */
public final class HostileWalk {

    /** What was visited, and what was refused on the way. */
    public record Result(int nodes, int refusals) {}

    private static final int MAX_NODES = 20_000;
    private static final int MAX_ENTRIES = 200_000;
    /** Looking up every name of a large directory without an index would be quadratic for any reader. */
    private static final int MAX_LOOKUPS = 100;

    private static final int READ = 4096;

    private final FsReader reader;
    private final Deque<Node> directories = new ArrayDeque<>();
    private final Set<Long> seen = new HashSet<>();
    private int nodes;
    private int entries;
    private int refusals;

    private HostileWalk(FsReader reader) {
        this.reader = reader;
    }

    public static Result of(FsReader reader) {
        HostileWalk walk = new HostileWalk(reader);
        walk.attempt(() -> walk.visit(reader.root()));
        while (!walk.directories.isEmpty() && walk.nodes < MAX_NODES && walk.entries < MAX_ENTRIES) {
            Node directory = walk.directories.remove();
            walk.attempt(() -> walk.list(directory));
        }
        reader.warnings();
        return new Result(walk.nodes, walk.refusals);
    }

    private void list(Node directory) throws IOException {
        int lookups = 0;
        FsReader.EntryCursor cursor = reader.list(directory);
        for (FsReader.Entry entry = cursor.next();
                entry != null && nodes < MAX_NODES && entries < MAX_ENTRIES;
                entry = cursor.next()) {
            entries++;
            FsReader.Entry current = entry;
            if (lookups++ < MAX_LOOKUPS) {
                attempt(() -> reader.lookup(directory, current.name()));
            }
            attempt(() -> visit(current.node()));
        }
    }

    private void visit(Node node) throws IOException {
        nodes++;
        if (!seen.add(node.id())) {
            return;
        }
        attempt(() -> reader.xattrs(node));
        switch (node.type()) {
            case DIRECTORY -> directories.add(node);
            case SYMLINK -> reader.readLink(node);
            case REGULAR -> {
                BlockSource content = reader.content(node);
                long size = content.size();
                content.readBytes(0, (int) Math.min(READ, size));
                content.readBytes(size - Math.min(READ, size), (int) Math.min(READ, size));
            }
            default -> node.attributes();
        }
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            refusals++;
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
