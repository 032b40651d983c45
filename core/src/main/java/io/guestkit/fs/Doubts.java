package io.guestkit.fs;

import io.guestkit.io.Warning;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The warnings of one file system: each only once, and not more of them than somebody would read. Safe for several
 * threads.
 */
public final class Doubts {

    private static final int MOST = 100;

    private final Set<Warning> all = new LinkedHashSet<>();

    /**
     * Adds a warning.
     *
     * @param where the structure that it is about, such as {@code ext4 superblock}
     * @param message what is doubtful, and what was done about it
     */
    public synchronized void add(String where, String message) {
        if (all.size() < MOST) {
            all.add(new Warning(where, message));
        }
    }

    /** All so far, in the order in which they came. */
    public synchronized List<Warning> list() {
        return List.copyOf(all);
    }
}
