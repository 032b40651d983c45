package io.guestkit.fs;

import io.guestkit.io.CorruptDataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The entries of a directory as paths that remember what they name. */
final class EntryStream implements DirectoryStream<Path>, Closeable {

    private final GuestPath path;
    private final Place directory;
    private final FsReader.EntryCursor entries;
    private final DirectoryStream.Filter<? super Path> filter;
    private final OpenResources owner;
    private boolean iterated;
    private volatile boolean open = true;

    EntryStream(
            GuestPath path,
            Place directory,
            FsReader.EntryCursor entries,
            DirectoryStream.Filter<? super Path> filter,
            OpenResources owner) {
        this.path = path;
        this.directory = directory;
        this.entries = entries;
        this.filter = filter;
        this.owner = owner;
    }

    @Override
    public synchronized Iterator<Path> iterator() {
        if (!open || iterated) {
            throw new IllegalStateException(
                    open ? "a directory stream has one iterator" : "directory stream is closed");
        }
        iterated = true;
        return new Entries();
    }

    @Override
    public void close() {
        open = false;
        owner.remove(this);
    }

    private @Nullable Path advance() {
        synchronized (entries) {
            try {
                while (open) {
                    FsReader.Entry entry = entries.next();
                    if (entry == null) {
                        return null;
                    }
                    Path child = path.child(directory, checkName(entry));
                    if (filter.accept(child)) {
                        return child;
                    }
                }
                return null;
            } catch (IOException e) {
                throw new DirectoryIteratorException(e);
            }
        }
    }

    /** What every reader promises, checked once more: a name that leads elsewhere is what archives are attacked with. */
    private FsReader.Entry checkName(FsReader.Entry entry) throws CorruptDataException {
        byte[] name = entry.name();
        boolean valid = name.length > 0 && !Resolver.isDot(name) && !Resolver.isDotDot(name);
        for (byte b : name) {
            valid &= b != 0 && b != '/';
        }
        if (!valid) {
            throw new CorruptDataException(
                    "directory %s holds the name \"%s\"".formatted(path, NameCodec.decode(name)));
        }
        return entry;
    }

    private final class Entries implements Iterator<Path> {

        private @Nullable Path next;

        @Override
        public synchronized boolean hasNext() {
            if (next == null) {
                next = advance();
            }
            return next != null;
        }

        @Override
        public synchronized Path next() {
            Path result = hasNext() ? next : null;
            if (result == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return result;
        }
    }
}
