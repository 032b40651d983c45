package io.guestkit.fs.xfs;

import io.guestkit.io.Warning;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The warnings of one file system: each only once, and not more of them than somebody would read. */
final class Doubts {

    private static final int MOST = 100;

    private final Set<Warning> all = new LinkedHashSet<>();

    synchronized void add(String where, String message) {
        if (all.size() < MOST) {
            all.add(new Warning(where, message));
        }
    }

    synchronized List<Warning> list() {
        return List.copyOf(all);
    }
}
