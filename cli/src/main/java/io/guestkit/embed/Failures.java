package io.guestkit.embed;

import io.guestkit.cli.Documents;
import io.guestkit.convert.CommandFailedException;
import io.guestkit.convert.ConversionException;
import io.guestkit.guestfs.GuestfsException;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.pipeline.SettingsException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an exception means, for a language that has its own exceptions. */
public final class Failures {

    private Failures() {}

    /**
     * A JSON object: {@code kind} (one of the words below), {@code message}, {@code stack}; of a failure about a file
     * {@code file}, of libguestfs {@code function} and {@code errno}, of another program {@code status}, of a listener
     * {@code later}, what others failed with after it.
     */
    public static byte[] describe(Throwable thrown) {
        Throwable meant = meant(thrown);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", kind(meant));
        String message = meant.getMessage();
        switch (meant) {
            case GuestfsException e -> {
                facts.put("function", e.function());
                facts.put("errno", e.errno());
            }
            case CommandFailedException e -> facts.put("status", e.status());
            case ListenerFailedException e -> facts.put("later", later(e));
            case FileSystemException e -> {
                message = e.getReason();
                if (e.getFile() != null) {
                    facts.put("file", e.getFile());
                }
            }
            default -> {}
        }
        facts.put("message", message == null ? "" : message);
        facts.put("type", meant.getClass().getName());
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack));
        facts.put("stack", stack.toString());
        return Documents.json(facts);
    }

    /** What listeners failed with after that. */
    private static List<String> later(ListenerFailedException first) {
        List<String> later = new ArrayList<>();
        for (Throwable suppressed : first.getSuppressed()) {
            if (suppressed instanceof ListenerFailedException failed) {
                later.add(String.valueOf(failed.getMessage()));
            }
        }
        return later;
    }

    private static Throwable meant(Throwable thrown) {
        return switch (thrown) {
            case UncheckedIOException e when e.getCause() != null -> e.getCause();
            case DirectoryIteratorException e when e.getCause() != null -> e.getCause();
            default -> thrown;
        };
    }

    private static String kind(Throwable thrown) {
        return switch (thrown) {
            case CorruptDataException e -> "corrupt";
            case UnsupportedFeatureException e -> "unsupported";
            case KeyRequiredException e -> "key_required";
            case ConversionException e -> "conversion";
            case CommandFailedException e -> "command";
            case GuestfsException e -> "guestfs";
            case NoSuchFileException e -> "not_found";
            case AccessDeniedException e -> "denied";
            case FileAlreadyExistsException e -> "exists";
            case NotDirectoryException e -> "not_directory";
            case NotLinkException e -> "not_link";
            case FileSystemLoopException e -> "loop";
            case FileSystemException e when "Is a directory".equals(e.getReason()) -> "is_directory";
            case FileSystemException e -> "file";
            case InterruptedIOException e -> "cancelled";
            case ClosedChannelException e -> "closed";
            case ClosedFileSystemException e -> "closed";
            case SettingsException e -> "argument";
            case IOException e -> "io";
            case InvalidPathException e -> "argument";
            case IllegalArgumentException e -> "argument";
            case ListenerFailedException e -> "listener";
            case OutOfMemoryError e -> "memory";
            default -> "internal";
        };
    }
}
