package io.guestkit.guestfs.generator;

import io.guestkit.guestfs.generator.ApiTable.Event;
import io.guestkit.guestfs.generator.ApiTable.Function;
import io.guestkit.guestfs.generator.ApiTable.Struct;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes all sources below the directory that it is given. What has not changed is left alone, so that nothing is compiled again. */
public final class Generator {

    private final Path directory;

    private Generator(Path root) {
        this.directory = root.resolve("io/guestkit/guestfs");
    }

    public static void main(String[] arguments) throws IOException {
        new Generator(Path.of(arguments[0])).write(ApiTable.load());
    }

    private void write(ApiTable api) throws IOException {
        write("Guestfs", guestfs(api));
        write("GuestfsFunction", functions(api));
        write("GuestfsEvent", events(api));
        write("Structs", StructRecords.readers(api.structs()));
        write("struct/package-info", packageInfo("struct", "What libguestfs returns, as records."));
        write("option/package-info", packageInfo("option", "Optional arguments of the functions of libguestfs."));
        for (Struct struct : api.structs()) {
            write("struct/" + Names.type(struct.name()), StructRecords.record(struct));
        }
        for (Function function : api.functions()) {
            if (!function.options().isEmpty()) {
                write("option/" + Names.options(function), OptionRecords.of(function));
            }
        }
    }

    private void write(String name, String source) throws IOException {
        Path file = directory.resolve(name + ".java");
        if (Files.exists(file) && Files.readString(file).equals(source)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
    }

    private static String packageInfo(String name, String summary) {
        return """
                /** %s */
                @NullMarked
                package io.guestkit.guestfs.%s;

                import org.jspecify.annotations.NullMarked;
                """.formatted(summary, name);
    }

    private static String guestfs(ApiTable api) {
        StringBuilder source = new StringBuilder("""
                package io.guestkit.guestfs;

                import io.guestkit.guestfs.option.*;
                import io.guestkit.guestfs.struct.*;
                import java.io.IOException;
                import java.lang.foreign.MemorySegment;
                import java.nio.file.Path;
                import java.util.List;
                import java.util.Optional;
                import java.util.SequencedMap;
                import org.jspecify.annotations.NullMarked;
                import org.jspecify.annotations.Nullable;

                /**
                 * A handle of libguestfs, with one method for each of its functions. Methods are grouped by topic:
                %s *
                 * <p>May be used by several threads, which then wait for each other; {@link #userCancel} waits for none.
                 * {@link #close} belongs to whoever created it.
                 *
                 * @see <a href="https://libguestfs.org/guestfs.3.html">guestfs(3)</a>
                 */
                @NullMarked
                public final class Guestfs extends GuestfsHandle {

                    private Guestfs(Libguestfs library) throws IOException {
                        super(library);
                    }

                    /** Whether there is a libguestfs to use; {@link Libguestfs#absence} says why not. */
                    public static boolean isAvailable() {
                        return Libguestfs.isAvailable();
                    }

                    /**
                     * A new handle, to which nothing is added yet.
                     *
                     * @throws io.guestkit.io.UnsupportedFeatureException if there is no libguestfs; says what to install
                     */
                    public static Guestfs create() throws IOException {
                        return new Guestfs(Libguestfs.require());
                    }
                """);
        Map<String, List<Function>> topics = new LinkedHashMap<>();
        for (Function function : api.functions()) {
            topics.computeIfAbsent(function.topic(), _ -> new ArrayList<>()).add(function);
        }
        for (Map.Entry<String, List<Function>> topic : topics.entrySet()) {
            source.append("%n    // ---- %s%n".formatted(topic.getKey().replace('_', ' ')));
            for (Function function : topic.getValue()) {
                source.append('\n').append(FunctionMethods.of(function));
            }
        }
        String listed = topics.entrySet().stream()
                .map(topic -> " * %s (%d)"
                        .formatted(
                                topic.getKey().replace('_', ' '),
                                topic.getValue().size()))
                .collect(Collectors.joining(",\n", "", ".\n"));
        return source.append("}\n").toString().replaceFirst("%s", listed);
    }

    private static String functions(ApiTable api) {
        List<String> constants = new ArrayList<>();
        for (Function function : api.functions()) {
            constants.add("    %s(\"%s\", \"%s\", \"%s\", \"%s\", \"%s\")"
                    .formatted(
                            Names.constant(function.name()),
                            function.name(),
                            function.symbol(),
                            function.since().orElse(""),
                            function.topic(),
                            function.featureGroup().orElse("")));
        }
        return """
                package io.guestkit.guestfs;

                import java.util.Optional;
                import org.jspecify.annotations.NullMarked;

                /** The functions of libguestfs, in the order of its own table. */
                @NullMarked
                public enum GuestfsFunction {
                %s;

                    private final String functionName;
                    private final String symbol;
                    private final String since;
                    private final String topic;
                    private final String featureGroup;

                    GuestfsFunction(String functionName, String symbol, String since, String topic, String featureGroup) {
                        this.functionName = functionName;
                        this.symbol = symbol;
                        this.since = since;
                        this.topic = topic;
                        this.featureGroup = featureGroup;
                    }

                    /** As libguestfs and guestfish call it, such as {@code add_drive}. */
                    public String functionName() {
                        return functionName;
                    }

                    /** The C symbol that is bound: with optional arguments, that which takes them as a struct. */
                    public String symbol() {
                        return symbol;
                    }

                    /** The first version of libguestfs that has it; empty for those that only test bindings. */
                    public Optional<String> since() {
                        return since.isEmpty() ? Optional.empty() : Optional.of(since);
                    }

                    /** Under which heading it stands, such as {@code core} or {@code hivex}. */
                    public String topic() {
                        return topic;
                    }

                    /** What {@link Guestfs#featureAvailable} is to be asked for. */
                    public Optional<String> featureGroup() {
                        return featureGroup.isEmpty() ? Optional.empty() : Optional.of(featureGroup);
                    }
                }
                """.formatted(String.join(",\n", constants));
    }

    private static String events(ApiTable api) {
        List<String> constants = new ArrayList<>();
        for (Event event : api.events()) {
            constants.add("    /** {@code GUESTFS_EVENT_%s}. */%n    %s(%dL)"
                    .formatted(Names.constant(event.name()), Names.constant(event.name()), event.mask()));
        }
        return """
                package io.guestkit.guestfs;

                import org.jspecify.annotations.NullMarked;

                /**
                 * What a handle can tell while it works.
                 *
                 * @see <a href="https://libguestfs.org/guestfs.3.html#setting-callbacks-to-handle-events">guestfs(3)</a>
                 */
                @NullMarked
                public enum GuestfsEvent {
                %s;

                    private final long mask;

                    GuestfsEvent(long mask) {
                        this.mask = mask;
                    }

                    /** The bit that stands for it in C. */
                    public long mask() {
                        return mask;
                    }
                }
                """.formatted(String.join(",\n\n", constants));
    }
}
