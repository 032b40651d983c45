package io.guestkit.migrate.pipeline.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code file:} addresses: nothing is copied, the file is used in place. */
public final class FileFetcher implements Fetcher {

    public FileFetcher() {}

    @Override
    public boolean handles(String scheme) {
        return scheme.equals("file");
    }

    @Override
    public Fetched fetch(Request request) throws IOException {
        return inPlace(path(request.address()), request);
    }

    private static Path path(URI address) throws IOException {
        try {
            return Path.of(address);
        } catch (IllegalArgumentException e) {
            throw new FileSystemException(address.toString(), null, "names no file of this machine");
        }
    }

    /** A file of this machine, with its checksum if one is expected. */
    static Fetched inPlace(Path file, Request request) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(file.toString());
        }
        long size = Files.size(file);
        request.requireWithinLimit(size, file.toString());
        if (request.expected().isEmpty()) {
            return new Fetched(file, true, size, Optional.empty());
        }
        request.total().accept(size);
        Checksum found = Checksum.of(file, request.progress(), request.cancellation());
        found.require(request.expected().get(), file.toString());
        return new Fetched(file, true, size, Optional.of(found));
    }
}
