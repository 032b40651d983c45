package io.guestkit.cli;

import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.jspecify.annotations.Nullable;

/** One call of one command: its arguments, parsed, and where its words go. */
final class Invocation {

    private final CommandLine line;
    private final Streams streams;
    private final OutputFormat output;
    private @Nullable String subject;

    Invocation(CommandLine line, Streams streams, OutputFormat output) {
        this.line = line;
        this.streams = streams;
        this.output = output;
    }

    Streams streams() {
        return streams;
    }

    OutputFormat output() {
        return output;
    }

    List<String> operands() {
        return line.getArgList();
    }

    boolean has(Flag flag) {
        return line.hasOption(flag.word());
    }

    /** The argument of a flag, or null if it was not given. */
    @Nullable
    String value(Flag flag) {
        return line.getOptionValue(flag.word());
    }

    List<String> values(Flag flag) {
        String[] values = line.getOptionValues(flag.word());
        return values == null ? List.of() : List.of(values);
    }

    /** What failures from now on are about, unless they say so themselves. */
    void examine(String subject) {
        this.subject = subject;
    }

    /** What is being examined, or null as long as nothing is. */
    @Nullable
    String subject() {
        return subject;
    }

    /** The image of a command that takes exactly one, as an operand or as {@code --image}. */
    Path image() {
        String named = value(Flag.IMAGE);
        if (named != null && !operands().isEmpty()) {
            throw new UsageException("the image is given twice: %s and --image %s"
                    .formatted(operands().get(0), named));
        }
        if (named == null && operands().isEmpty()) {
            throw new UsageException("which IMAGE?");
        }
        return hostPath(named != null ? named : operands().get(0));
    }

    /** The disks of one guest: the first {@code count} operands and every {@code --add}. */
    List<Path> images(int count) {
        List<Path> images = new ArrayList<>();
        for (String operand : operands().subList(0, count)) {
            images.add(hostPath(operand));
        }
        for (String added : values(Flag.ADD)) {
            images.add(hostPath(added));
        }
        examine(String.valueOf(images.get(0)));
        return images;
    }

    static Path hostPath(String name) {
        if (name.isEmpty()) {
            throw new UsageException("an empty file name");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException(name + " is no file name on this system: " + e.getReason());
        }
    }

    OpenOptions openOptions() {
        List<Path> allowed = new ArrayList<>();
        for (String directory : values(Flag.ALLOW_PATH)) {
            allowed.add(hostPath(directory));
        }
        OpenOptions options = OpenOptions.DEFAULT.withAllowedPaths(allowed);
        DiskFormat format = format();
        if (format != null) {
            options = options.withFormat(format);
        }
        String snapshot = value(Flag.SNAPSHOT);
        return snapshot == null ? options : options.withSnapshot(snapshot);
    }

    private @Nullable DiskFormat format() {
        String name = value(Flag.FORMAT);
        String other = value(Flag.SOURCE_FORMAT);
        if (name != null && other != null) {
            throw new UsageException("--format and --source-format mean the same; give one of them");
        }
        if (name == null && other == null) {
            return null;
        }
        String wanted = name != null ? name : other;
        return DiskFormat.named(String.valueOf(wanted))
                .orElseThrow(() -> new UsageException("unknown image format " + wanted));
    }
}
