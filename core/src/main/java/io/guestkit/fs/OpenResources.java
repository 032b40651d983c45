package io.guestkit.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Whether a file system is open, and everything in it that is. */
final class OpenResources {

    private final Set<Closeable> resources = Collections.newSetFromMap(new IdentityHashMap<>());
    private volatile boolean closed;

    boolean isOpen() {
        return !closed;
    }

    /** @throws ClosedFileSystemException once the file system is closed */
    void checkOpen() {
        if (closed) {
            throw new ClosedFileSystemException();
        }
    }

    /** Takes charge of a resource until it says through {@link #remove} that it is closed. */
    synchronized <T extends Closeable> T add(T resource) {
        checkOpen();
        resources.add(resource);
        return resource;
    }

    synchronized void remove(Closeable resource) {
        resources.remove(resource);
    }

    /** Closes everything, whatever fails on the way; the second time does nothing. */
    void close() throws IOException {
        List<Closeable> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(resources);
            resources.clear();
        }
        IOException failure = null;
        for (Closeable resource : left) {
            try {
                resource.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
