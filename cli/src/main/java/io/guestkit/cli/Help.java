package io.guestkit.cli;

import java.io.IOException;
import java.util.List;

/** Help: examples first, because that is what most people came for. */
final class Help {

    private static final String MARGIN = "  ";

    private Help() {}

    static void printAll(Streams streams) throws IOException {
        streams.println("guestkit opens the disks of virtual machines that are not running.");
        streams.println("");
        streams.println("Examples:");
        streams.println("  guestkit inspect disk.qcow2               who is this guest");
        streams.println("  guestkit cat disk.qcow2 /etc/os-release   a file of it");
        streams.println("  guestkit cp -r disk.qcow2 /etc ./etc      a tree of it");
        streams.println("");
        streams.println("Commands:");
        Table commands = new Table(2);
        for (String name : Commands.NAMES) {
            Usage usage = Commands.usage(name);
            commands.row(usage.name(), usage.operands(), usage.summary());
        }
        commands.print(streams);
        streams.println("");
        streams.println("Options of every command:");
        printFlags(Flag.GLOBAL, streams);
        streams.println("");
        streams.println("Exit codes: 0 ok, 1 I/O failure, 2 usage, 3 corrupt input, 4 unsupported feature,");
        streams.println("            5 key needed, 6 done, and something was found (check, compare), 130 interrupted");
        streams.println("");
        streams.println("guestkit COMMAND --help shows the examples and options of a command.");
    }

    static void print(Usage usage, Streams streams) throws IOException {
        streams.println("Examples:");
        List<String> examples = usage.examples();
        Table table = new Table(2);
        for (int i = 0; i < examples.size(); i += 2) {
            table.row(
                    "guestkit " + usage.name() + (examples.get(i).isEmpty() ? "" : " " + examples.get(i)),
                    examples.get(i + 1));
        }
        table.print(streams);
        streams.println("");
        streams.println("Usage: guestkit " + usage.name() + " [OPTION…] " + usage.operands());
        streams.println(MARGIN + usage.summary());
        for (String note : usage.notes()) {
            streams.println(MARGIN + note);
        }
        streams.println("");
        streams.println("Options:");
        printFlags(Arguments.flags(usage), streams);
    }

    private static void printFlags(List<Flag> flags, Streams streams) throws IOException {
        Table table = new Table(2);
        for (Flag flag : flags) {
            String letter = flag.letter() == null ? "    " : "-" + flag.letter() + ", ";
            String argument = flag.argument() == null ? "" : " " + flag.argument();
            table.row(letter + flag + argument, flag.meaning() + (flag.repeatable() ? " (repeatable)" : ""));
        }
        table.print(streams);
    }
}
