package io.guestkit.cli;

import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.GuestfsFunction;
import io.guestkit.guestfs.Libguestfs;
import io.guestkit.guestfs.struct.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code libguestfs}: what the installed libguestfs can be asked for. */
final class LibguestfsCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "libguestfs",
                "api",
                1,
                1,
                "Which functions the installed libguestfs has and lacks",
                List.of(Flag.OUTPUT),
                List.of("api", "what is lacking, and since when there is it", "api --output json", "every function"),
                List.of("The functions are those of libguestfs 1.61. Without a libguestfs it says what to install."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        if (!call.operands().getFirst().equals("api")) {
            throw new UsageException(
                    "libguestfs %s: expected api".formatted(call.operands().getFirst()));
        }
        Libguestfs library = Libguestfs.require();
        String version = version();
        List<String> unknown = library.unknown();
        List<GuestfsFunction> lacking = new ArrayList<>();
        List<Object> functions = new ArrayList<>();
        for (GuestfsFunction function : GuestfsFunction.values()) {
            boolean present = library.has(function);
            if (!present) {
                lacking.add(function);
            }
            functions.add(facts(function, present));
        }
        if (call.output() == OutputFormat.TEXT) {
            int known = functions.size();
            call.streams()
                    .println("libguestfs %s: %d of %d functions".formatted(version, known - lacking.size(), known));
            for (GuestfsFunction function : lacking) {
                call.streams()
                        .println("  lacks %-36s %s"
                                .formatted(
                                        function.functionName(),
                                        function.since()
                                                .map(since -> "since " + since)
                                                .orElse(""))
                                .stripTrailing());
            }
            for (String symbol : unknown) {
                call.streams().println("  has " + symbol + ", which is not in the table");
            }
            return ExitCode.OK;
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", version);
        document.put("functions", functions);
        document.put("not_in_table", unknown);
        Document.print(document, call);
        return ExitCode.OK;
    }

    private static String version() throws IOException {
        try (Guestfs guestfs = Guestfs.create()) {
            Version version = guestfs.version();
            return version.major() + "." + version.minor() + "." + version.release() + version.extra();
        }
    }

    private static Map<String, Object> facts(GuestfsFunction function, boolean present) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", function.functionName());
        facts.put("symbol", function.symbol());
        facts.put("topic", function.topic());
        function.since().ifPresent(since -> facts.put("since", since));
        function.featureGroup().ifPresent(group -> facts.put("feature_group", group));
        facts.put("present", present);
        return facts;
    }
}
