package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.KeyRing;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.VolumeKeys;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of a call: files that {@code --key-file} names, and whoever sits at the terminal. */
final class Keys {

    private static final String STANDARD_INPUT = "-";

    private Keys() {}

    /** @param given the arguments of {@code --key-file} */
    static KeyRing of(List<String> given) throws IOException {
        KeyRing keys = new KeyRing();
        boolean standardInput = false;
        for (String each : given) {
            int equals = equalsSign(Flag.KEY_FILE, each, ", UUID=FILE or all=FILE");
            String volume = each.substring(0, equals);
            String file = each.substring(equals + 1);
            if (!file.equals(STANDARD_INPUT)) {
                keys.addFile(volume, readable(Invocation.hostPath(file)));
            } else if (standardInput) {
                throw new UsageException("only one --key-file can be standard input");
            } else {
                standardInput = true;
                keys.add(volume, () -> new FileInputStream(FileDescriptor.in));
            }
        }
        keys.setPrompt(Keys::ask);
        return keys;
    }

    /** @param given the arguments of {@code --luks-header} */
    static Map<String, Path> luksHeaders(List<String> given) throws IOException {
        Map<String, Path> headers = new LinkedHashMap<>();
        for (String each : given) {
            int equals = equalsSign(Flag.LUKS_HEADER, each, " or UUID=FILE");
            String volume = each.substring(0, equals);
            if (headers.put(volume, readable(Invocation.hostPath(each.substring(equals + 1)))) != null) {
                throw new UsageException(Flag.LUKS_HEADER + " for " + volume + " is given twice");
            }
        }
        return headers;
    }

    private static int equalsSign(Flag flag, String argument, String others) {
        int equals = argument.indexOf('=');
        if (equals <= 0 || equals == argument.length() - 1) {
            throw new UsageException(flag + " " + argument + ": expected DEV=FILE" + others);
        }
        return equals;
    }

    /** Later on, a file that is not there would only be a reason why a volume was not looked into. */
    private static Path readable(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(file.toString());
        }
        return file;
    }

    private static byte @Nullable [] ask(VolumeKeys.Locked volume, boolean again) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return null;
        }
        char[] answer = console.readPassword(
                "%s", (again ? "That is not it. " : "") + "Passphrase of " + Text.printable(volume.device()) + ": ");
        if (answer == null || answer.length == 0) {
            return null;
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(answer));
        Arrays.fill(answer, '\0');
        byte[] key = new byte[encoded.remaining()];
        encoded.get(key);
        Arrays.fill(encoded.array(), (byte) 0);
        return key;
    }

    /** Prints a note about each key that was given for a volume that is not there, or is not encrypted. */
    static void printUnused(KeyRing keys, Streams streams) {
        for (String volume : keys.unused()) {
            streams.note("warning: --key-file " + volume + ": "
                    + (volume.equals(KeyRing.ALL) ? "nothing" : "no such volume") + " is encrypted in a known way");
        }
    }

    /** The first volume that a key was given for and that it does not open, or null. */
    static @Nullable NotExamined wrong(DiskSet disks) {
        return first(disks, NotExamined.Code.KEY_WRONG);
    }

    /** The first volume that would need a key, or null. */
    static @Nullable NotExamined missing(DiskSet disks) {
        return first(disks, NotExamined.Code.KEY_REQUIRED);
    }

    private static @Nullable NotExamined first(DiskSet disks, NotExamined.Code code) {
        for (NotExamined each : disks.notExamined()) {
            if (each.code() == code) {
                return each;
            }
        }
        return null;
    }

    /** As an exception, for those who cannot do without. */
    static KeyRequiredException required(NotExamined locked) {
        return new KeyRequiredException(locked.location() + ": " + locked.reason());
    }

    /** The exit code after a report, in which a wrong key must not be overlooked. */
    static int exitCode(DiskSet disks, Streams streams) {
        NotExamined wrong = wrong(disks);
        if (wrong == null) {
            return ExitCode.OK;
        }
        streams.error(String.valueOf(required(wrong).getMessage()));
        return ExitCode.KEY_REQUIRED;
    }
}
