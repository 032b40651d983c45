package io.guestkit.cli;

import io.guestkit.image.DiskChoiceException;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import org.jspecify.annotations.Nullable;

/**
 * What an exception means to whoever called the command.
 *
 * @param code the exit code
 * @param message one line
 */
record Failure(int code, String message) {

    /** @param subject what was being examined, to be named where the exception does not */
    static Failure of(Throwable thrown, @Nullable String subject) {
        return switch (thrown) {
            case UncheckedIOException e when e.getCause() != null -> of(e.getCause(), subject);
            case DirectoryIteratorException e when e.getCause() != null -> of(e.getCause(), subject);
            case UsageException e -> new Failure(ExitCode.USAGE, message(e));
            case DiskChoiceException e -> new Failure(ExitCode.USAGE, about(subject, message(e)));
            case InterruptedIOException e -> new Failure(ExitCode.INTERRUPTED, "interrupted");
            case CorruptDataException e -> new Failure(ExitCode.CORRUPT, about(subject, message(e)));
            case UnsupportedFeatureException e -> new Failure(ExitCode.UNSUPPORTED, about(subject, message(e)));
            case KeyRequiredException e -> new Failure(ExitCode.KEY_REQUIRED, about(subject, message(e)));
            case OutputException e -> new Failure(ExitCode.FAILURE, "standard output: " + message(e));
            case FileSystemException e -> new Failure(ExitCode.FAILURE, about(subject, aboutFile(e)));
            case EOFException e -> new Failure(ExitCode.FAILURE, about(subject, "ends too early: " + message(e)));
            case IOException e -> new Failure(ExitCode.FAILURE, about(subject, message(e)));
            case OutOfMemoryError e ->
                new Failure(ExitCode.FAILURE, about(subject, "needs more memory than the limit of this process"));
            default ->
                new Failure(
                        ExitCode.FAILURE,
                        about(subject, "internal error, please report it (--debug shows where): " + thrown));
        };
    }

    private static String message(Throwable thrown) {
        return orName(thrown, thrown.getMessage());
    }

    private static String orName(Throwable thrown, @Nullable String message) {
        return message == null || message.isEmpty() ? thrown.getClass().getSimpleName() : message;
    }

    private static String about(@Nullable String subject, String message) {
        return subject == null || message.startsWith(subject) ? message : subject + ": " + message;
    }

    private static String aboutFile(FileSystemException e) {
        String what = switch (e) {
            case NoSuchFileException missing -> "no such file";
            case AccessDeniedException denied -> "permission denied";
            case NotDirectoryException file -> "is no directory";
            case NotLinkException file -> "is no symbolic link";
            case FileAlreadyExistsException there -> "exists already";
            case DirectoryNotEmptyException full -> "is a directory that is not empty";
            case FileSystemLoopException loop -> "too many symbolic links, or a loop of them";
            default -> null;
        };
        String reason = e.getReason();
        String said = what == null ? orName(e, reason) : withReason(what, reason);
        return e.getFile() == null ? said : e.getFile() + ": " + said;
    }

    private static String withReason(String what, @Nullable String reason) {
        return reason == null || reason.isEmpty() ? what : what + ": " + reason;
    }
}
