package io.guestkit.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Visits a file and all that is below it as it is nested: the names of each directory in the order of their bytes, and
 * what is in a directory right behind it. Follows no symbolic links. Memory is bounded by the directories that are inside
 * each other, not by the tree.
 */
final class TreeDrawing {

    /** Learns where everything begins and ends. */
    interface Pen {

        /** Whether the entry belongs into the drawing; asked before {@link #begin}. */
        boolean draws(Entry entry);

        /**
         * Learns of an entry and says whether to go into it if it is a directory.
         *
         * @param last whether no other one of the same directory follows
         */
        boolean begin(Entry entry, boolean last) throws IOException;

        /** What comes next is inside the entry that began last. */
        void down() throws IOException;

        /** What was inside has come to its end. */
        void up() throws IOException;

        /** All of the entry that began last and has not ended was told. */
        void end() throws IOException;

        /** Learns of what cannot be read, and is left out. */
        void failed(Path path, IOException why) throws IOException;
    }

    private final Pen pen;
    private final Ancestry ancestry = new Ancestry();
    private final Deque<Level> levels = new ArrayDeque<>();

    private TreeDrawing(Pen pen) {
        this.pen = pen;
    }

    /** @throws IOException if {@code start} itself cannot be read, or from the pen */
    static void draw(Path start, Pen pen) throws IOException {
        TreeDrawing drawing = new TreeDrawing(pen);
        drawing.draw(Entry.of(start), true);
        drawing.drawBelow();
    }

    private void drawBelow() throws IOException {
        while (!levels.isEmpty()) {
            Level level = levels.element();
            if (level.rest.hasNext()) {
                Entry entry = level.rest.next();
                draw(entry, !level.rest.hasNext());
            } else {
                levels.pop();
                ancestry.remove(level.directory);
                pen.up();
                pen.end();
            }
        }
    }

    private void draw(Entry entry, boolean last) throws IOException {
        if (pen.begin(entry, last) && entry.isDirectory() && enter(entry)) {
            pen.down();
        } else {
            pen.end();
        }
    }

    private boolean enter(Entry directory) throws IOException {
        try {
            ancestry.check(directory);
            List<Entry> entries = entries(directory.path());
            ancestry.add(directory);
            levels.push(new Level(directory, entries.iterator()));
            return true;
        } catch (OutputException e) {
            throw e;
        } catch (IOException e) {
            pen.failed(directory.path(), e);
            return false;
        }
    }

    private List<Entry> entries(Path directory) throws IOException {
        Listing listing = Listing.of(directory);
        List<Entry> entries = new ArrayList<>(listing.entries().size());
        for (Path path : listing.entries()) {
            try {
                Entry entry = Entry.of(path);
                if (pen.draws(entry)) {
                    entries.add(entry);
                }
            } catch (IOException e) {
                pen.failed(path, e);
            }
        }
        IOException failure = listing.failure();
        if (failure != null) {
            pen.failed(directory, failure);
        }
        entries.sort((one, other) -> Arrays.compareUnsigned(name(one), name(other)));
        return entries;
    }

    private static byte[] name(Entry entry) {
        return Text.bytes(String.valueOf(entry.path().getFileName()));
    }

    private record Level(Entry directory, Iterator<Entry> rest) {}
}
