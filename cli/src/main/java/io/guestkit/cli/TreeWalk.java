package io.guestkit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Visits a file and all that is below it, in the order of the bytes of the whole paths, following no symbolic links.
 * Memory is bounded by the largest directory, not by the tree.
 */
final class TreeWalk {

    /** Learns of every file, or of why it cannot be told. */
    interface Visitor {
        void visit(Entry entry) throws IOException;

        void failed(Path path, IOException why) throws IOException;
    }

    private final Visitor visitor;
    private final Ancestry ancestry = new Ancestry();
    private final Deque<Level> levels = new ArrayDeque<>();

    private TreeWalk(Visitor visitor) {
        this.visitor = visitor;
    }

    /**
     * Walks a tree. What cannot be read is told to the visitor and left out.
     *
     * @throws IOException if {@code start} itself cannot be read, or from the visitor
     */
    static void walk(Path start, Visitor visitor) throws IOException {
        Entry first = Entry.of(start);
        visitor.visit(first);
        if (first.isDirectory()) {
            new TreeWalk(visitor).walkBelow(first);
        }
    }

    private void walkBelow(Entry top) throws IOException {
        enter(top);
        while (!levels.isEmpty()) {
            Level level = levels.element();
            Step step = level.steps.poll();
            if (step == null) {
                levels.pop();
                ancestry.remove(level.directory);
            } else if (step.descend != null) {
                enter(step.descend);
            } else {
                visit(step, level.steps);
            }
        }
    }

    private void visit(Step step, PriorityQueue<Step> level) throws IOException {
        Entry entry;
        try {
            entry = Entry.of(step.path);
        } catch (IOException e) {
            visitor.failed(step.path, e);
            return;
        }
        visitor.visit(entry);
        if (entry.isDirectory()) {
            level.add(step.descendInto(entry));
        }
    }

    private void enter(Entry directory) throws IOException {
        try {
            ancestry.check(directory);
            PriorityQueue<Step> steps = list(directory.path());
            ancestry.add(directory);
            levels.push(new Level(directory, steps));
        } catch (OutputException e) {
            throw e;
        } catch (IOException e) {
            visitor.failed(directory.path(), e);
        }
    }

    private PriorityQueue<Step> list(Path directory) throws IOException {
        PriorityQueue<Step> steps = new PriorityQueue<>();
        Listing listing = Listing.of(directory);
        for (Path entry : listing.entries()) {
            steps.add(new Step(entry, Text.bytes(String.valueOf(entry.getFileName())), null));
        }
        IOException failure = listing.failure();
        if (failure != null) {
            visitor.failed(directory, failure);
        }
        return steps;
    }

    private record Level(Entry directory, PriorityQueue<Step> steps) {}

    /**
     * One thing to do in a directory: tell of an entry, or later of all that is below it. What is below {@code a} comes
     * after {@code a-b}, because {@code /} comes after {@code -}; so going down is a step of its own under the name with
     * a slash.
     */
    private static final class Step implements Comparable<Step> {
        private final Path path;
        private final byte[] name;
        private final @Nullable Entry descend;

        Step(Path path, byte[] name, @Nullable Entry descend) {
            this.path = path;
            this.name = name;
            this.descend = descend;
        }

        Step descendInto(Entry directory) {
            byte[] below = Arrays.copyOf(name, name.length + 1);
            below[name.length] = '/';
            return new Step(path, below, directory);
        }

        @Override
        public int compareTo(Step other) {
            return Arrays.compareUnsigned(name, other.name);
        }
    }
}
