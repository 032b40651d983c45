package io.guestkit.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Turns arguments into an {@link Invocation}, or says what is wrong with them. */
final class Arguments {

    private Arguments() {}

    /**
     * Brings the command to the front: options of every command may stand before it.
     *
     * @return the arguments, the name of the command first; without one if no command was given
     */
    static List<String> commandFirst(String[] arguments) {
        int at = 0;
        while (at < arguments.length && arguments[at].startsWith("-")) {
            at += arguments[at].equals(Flag.OUTPUT.toString()) ? 2 : 1;
        }
        List<String> ordered = new ArrayList<>(arguments.length);
        if (at < arguments.length) {
            ordered.add(arguments[at]);
        }
        for (int i = 0; i < arguments.length; i++) {
            if (i != at) {
                ordered.add(arguments[i]);
            }
        }
        return ordered;
    }

    /** @param arguments without the name of the command */
    static Invocation parse(Usage usage, List<String> arguments, Streams streams) {
        CommandLine line = parse(options(usage), arguments, usage);
        for (Flag flag : flags(usage)) {
            check(flag, line);
        }
        Invocation call = new Invocation(usage, line, streams, outputFormat(line));
        if (call.has(Flag.QUIET)) {
            streams.silenceNotes();
        }
        if (!call.has(Flag.HELP)) {
            countOperands(usage, call.operands());
        }
        return call;
    }

    /** Where {@code --output} may also name a file, the last one that is the name of a format counts. */
    private static OutputFormat outputFormat(CommandLine line) {
        OutputFormat format = OutputFormat.TEXT;
        String[] values = line.getOptionValues(Flag.OUTPUT.word());
        for (String value : values == null ? new String[0] : values) {
            if (Flag.OUTPUT.choices().contains(value)) {
                format = OutputFormat.valueOf(value.toUpperCase(Locale.ROOT));
            }
        }
        return format;
    }

    private static CommandLine parse(Options options, List<String> arguments, Usage usage) {
        DefaultParser parser = DefaultParser.builder()
                .setAllowPartialMatching(false)
                .setStripLeadingAndTrailingQuotes(false)
                .get();
        try {
            return parser.parse(options, arguments.toArray(new String[0]));
        } catch (UnrecognizedOptionException e) {
            throw new UsageException(unknownOption(e.getOption(), usage));
        } catch (MissingArgumentException e) {
            throw new UsageException("--" + e.getOption().getLongOpt() + " needs "
                    + e.getOption().getArgName());
        } catch (ParseException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static String unknownOption(String option, Usage usage) {
        List<String> words = new ArrayList<>();
        for (Flag flag : flags(usage)) {
            words.add(flag.toString());
        }
        int end = option.indexOf('=');
        String given = end < 0 ? option : option.substring(0, end);
        String message = usage.name() + " has no option " + given;
        for (Flag flag : flags(usage)) {
            if (given.equals(flag.toString())) {
                return given + " takes no argument";
            }
        }
        if (usage.name().equals("convert") && given.equals("-O")) {
            return message + " (-f is the format of OUTPUT, --source-format that of SOURCE)"; // qemu-img's spelling
        }
        String instead = usage.name().equals("customize") && given.startsWith("--")
                ? CustomizeFlags.instead(given.substring(2))
                : null;
        return message + (instead == null ? Suggestion.of(given, words) : ": " + instead);
    }

    private static void check(Flag flag, CommandLine line) {
        String[] values = line.getOptionValues(flag.word());
        if (values == null) {
            return;
        }
        if (values.length > 1 && !flag.repeatable()) {
            throw new UsageException(flag + " is given twice");
        }
        if (!flag.choices().isEmpty() && !flag.choices().contains(values[0])) {
            throw new UsageException(flag + " " + values[0] + ": expected one of " + String.join(", ", flag.choices()));
        }
    }

    private static void countOperands(Usage usage, List<String> operands) {
        if (operands.size() < usage.minOperands()) {
            throw new UsageException("%s needs %s".formatted(usage.name(), usage.operands()));
        }
        if (operands.size() > usage.maxOperands()) {
            throw new UsageException("%s does not take %s".formatted(usage.name(), operands.get(usage.maxOperands())));
        }
    }

    static List<Flag> flags(Usage usage) {
        List<Flag> all = new ArrayList<>(usage.flags());
        all.addAll(Flag.GLOBAL);
        return all;
    }

    private static Options options(Usage usage) {
        Options options = new Options();
        for (Flag flag : flags(usage)) {
            options.addOption(flag.toOption());
        }
        return options;
    }

    /**
     * The arguments as they were typed. The JVM replaces what is no UTF-8 by U+FFFD, which would make such names in a
     * guest unreachable; Linux still has the bytes.
     */
    static String[] asTyped(String[] arguments) {
        for (String argument : arguments) {
            if (argument.indexOf('\ufffd') >= 0) {
                return RawArguments.last(arguments.length).orElse(arguments);
            }
        }
        return Arrays.copyOf(arguments, arguments.length);
    }
}
