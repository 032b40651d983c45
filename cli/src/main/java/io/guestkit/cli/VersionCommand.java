package io.guestkit.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code version}: what this is. */
final class VersionCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "version",
                "",
                0,
                0,
                "The versions of guestkit and of its Java",
                List.of(Flag.OUTPUT),
                List.of("", "both, in a line", "--output json", "for a script"),
                List.of());
    }

    @Override
    public int run(Invocation call) throws IOException {
        String known = version();
        String java = System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
        if (call.output() == OutputFormat.TEXT) {
            call.streams().println("guestkit " + known + ", Java " + java);
            return ExitCode.OK;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", known);
        facts.put("java", java);
        Document.print(facts, call);
        return ExitCode.OK;
    }

    /** Of guestkit; {@code development} where it does not run from its jar. */
    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
