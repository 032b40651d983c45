package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.KeyRing;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.MachineDescription;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/** One call of one command: its arguments, parsed, and where its words go. */
final class Invocation {

    private final Usage usage;
    private final CommandLine line;
    private final Streams streams;
    private final OutputFormat output;
    private final ReadStats stats = new ReadStats();
    private @Nullable String subject;

    Invocation(Usage usage, CommandLine line, Streams streams, OutputFormat output) {
        this.usage = usage;
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

    /** Whether the command takes the flag and it was given: two flags may be the same word to different commands. */
    boolean has(Flag flag) {
        return takes(flag) && line.hasOption(flag.word());
    }

    /** Whether the command has such a flag at all. */
    boolean takes(Flag flag) {
        return Arguments.flags(usage).contains(flag);
    }

    /** The argument of a flag, or null if it was not given. */
    @Nullable
    String value(Flag flag) {
        return has(flag) ? line.getOptionValue(flag.word()) : null;
    }

    List<String> values(Flag flag) {
        String[] values = has(flag) ? line.getOptionValues(flag.word()) : null;
        return values == null ? List.of() : List.of(values);
    }

    /** Which of these flags were given, with their arguments, in the order of the command line. */
    List<Map.Entry<Flag, @Nullable String>> inOrder(List<Flag> flags) {
        List<Map.Entry<Flag, @Nullable String>> given = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Option option : line.getOptions()) {
            for (Flag flag : flags) {
                if (flag.word().equals(option.getLongOpt())) {
                    int index = seen.merge(flag.word(), 1, Integer::sum) - 1;
                    String[] values = line.getOptionValues(flag.word());
                    given.add(new AbstractMap.SimpleEntry<>(
                            flag, values == null || index >= values.length ? null : values[index]));
                }
            }
        }
        return given;
    }

    /** Whether the command is about a guest: others are content with whatever is on the disks. */
    boolean wantsGuest() {
        return !usage.name().equals("filesystems") && !usage.name().equals("df");
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

    /** The machine that a guest had, if one of its images is an appliance, which tells that. */
    Optional<MachineDescription> machine(List<Path> images) throws IOException {
        for (Path image : images) {
            Optional<MachineDescription> machine = Disks.machine(image, openOptions());
            if (machine.isPresent()) {
                return machine;
            }
        }
        return Optional.empty();
    }

    /** Opens the disks of one guest. The caller closes them. */
    DiskSet open(List<Path> images) throws IOException {
        OpenOptions options = openOptions();
        if (has(Flag.STATS)) {
            options = options.withReads(stats);
        }
        try (KeyRing keys = keys()) {
            OpenOptions complete = options.withKeys(keys).withLuksHeaders(Keys.luksHeaders(values(Flag.LUKS_HEADER)));
            DiskSet disks = new Reader(this).open(images, complete);
            Keys.printUnused(keys, streams);
            return disks;
        }
    }

    /** Says what reading the images has cost so far, if that was asked for. */
    void printStats(List<Path> images) throws IOException {
        if (has(Flag.STATS)) {
            stats.print(images, streams);
        }
    }

    /** The keys of this call, which the caller closes when nothing is opened any more. */
    KeyRing keys() throws IOException {
        return Keys.of(values(Flag.KEY_FILE));
    }

    /** How disks are to be opened, but for their keys. */
    OpenOptions openOptions() {
        List<Path> allowed = new ArrayList<>();
        for (String directory : values(Flag.ALLOW_PATH)) {
            allowed.add(hostPath(directory));
        }
        OpenOptions options = OpenOptions.DEFAULT.withAllowedPaths(allowed);
        DiskFormat format = sourceFormat();
        if (format != null) {
            options = options.withFormat(format);
        }
        String snapshot = value(Flag.SNAPSHOT);
        if (snapshot != null) {
            options = options.withSnapshot(snapshot);
        }
        String disk = value(Flag.DISK);
        return disk == null ? options : options.withMember(disk);
    }

    /** Of the images that are read, or null where detection is to decide. */
    private @Nullable DiskFormat sourceFormat() {
        if (has(Flag.FORMAT) && has(Flag.SOURCE_FORMAT)) {
            throw new UsageException("--format and --source-format mean the same; give one of them");
        }
        return format(has(Flag.FORMAT) ? Flag.FORMAT : Flag.SOURCE_FORMAT);
    }

    /** The format that a flag names, or null if it was not given. */
    @Nullable
    DiskFormat format(Flag flag) {
        String name = value(flag);
        return name == null
                ? null
                : DiskFormat.named(name).orElseThrow(() -> new UsageException("unknown image format " + name));
    }

    /** The options of a format that were given as NAME=VALUE, several of them also with commas between. */
    Map<String, String> formatOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        for (String argument : values(Flag.OPTION)) {
            for (String option : argument.split(",", -1)) {
                int equals = option.indexOf('=');
                if (equals < 1) {
                    throw new UsageException("--option " + option + ": expected NAME=VALUE");
                }
                if (options.put(option.substring(0, equals), option.substring(equals + 1)) != null) {
                    throw new UsageException("--option " + option.substring(0, equals) + " is given twice");
                }
            }
        }
        return options;
    }

    /** A positive whole number, or {@code otherwise} if the flag was not given. */
    int number(Flag flag, int otherwise) {
        String value = value(flag);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException(flag + " " + value + ": expected a positive number");
    }
}
