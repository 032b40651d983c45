package io.guestkit.cli;

import io.guestkit.io.CorruptDataException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The directories that a walk is inside of. Refuses those that would make it endless, which only damage can bring. */
final class Ancestry {

    /** Linux' PATH_MAX allows for no more directories inside each other. */
    static final int MAX_DEPTH = 2048;
    /**
     * How often one directory may be met: a file system can be mounted in several places, but directories that are
     * linked into each other would make a tree of any size out of a few blocks.
     */
    private static final int MAX_VISITS = 16;

    private final Map<Object, Integer> visits = new HashMap<>();
    private final Set<Object> above = new HashSet<>();

    /** Before the directory is listed; after that, {@link #add} or nothing. */
    void check(Entry directory) throws CorruptDataException {
        if (above.size() >= MAX_DEPTH) {
            throw new CorruptDataException("more than " + MAX_DEPTH + " directories inside each other");
        }
        if (above.contains(directory.id())) {
            throw new CorruptDataException("the directory contains itself");
        }
        if (visits.merge(directory.id(), 1, Integer::sum) > MAX_VISITS) {
            throw new CorruptDataException("the directory was met " + MAX_VISITS + " times already");
        }
    }

    void add(Entry directory) {
        above.add(directory.id());
    }

    void remove(Entry directory) {
        above.remove(directory.id());
    }
}
