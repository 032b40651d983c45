package io.guestkit.cli;

import io.guestkit.Detection;
import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.convert.ConversionResult;
import io.guestkit.image.DiskImage;
import io.guestkit.inspect.Inspection;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.document.Facts;
import io.guestkit.inspect.document.Json;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What commands print with {@code --output json}, for programs that need no command line. UTF-8, one line. */
public final class Documents {

    private Documents() {}

    /** Records, maps, lists, numbers, text and bytes as JSON: names in snake_case, what is absent left out. */
    public static byte[] json(Object facts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Json.printLine(Facts.of(facts), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of an array, so it does not happen
        }
        return out.toByteArray();
    }

    /** As {@code guestkit detect}. */
    public static byte[] detection(Path image) throws IOException {
        Detection detection = Disks.detect(image);
        return json(DetectCommand.document(image, detection));
    }

    /** As {@code guestkit info}; with {@code --backing-chain} if {@code chain}. */
    public static byte[] info(Path path, OpenOptions options, boolean chain) throws IOException {
        try (DiskImage image = Disks.openImage(path, options)) {
            return json(InfoCommand.document(InfoCommand.chain(image, path, chain), chain));
        }
    }

    /** As {@code guestkit convert}, and {@code warnings}. */
    public static byte[] conversion(ConversionResult result) {
        Map<String, Object> document = ConvertCommand.document(result);
        document.put("warnings", result.warnings());
        return json(document);
    }

    /**
     * As {@code guestkit inspect}; with {@code --explain} if {@code explain}. There is no {@code actual_size} of the images:
     * Java has to run a program for it, and other languages have not.
     */
    public static byte[] inspection(DiskSet disks, Set<Inspector.Extra> extras, boolean explain) {
        Inspection inspection = Inspector.inspect(disks, extras);
        return json(InspectCommand.document(inspection, explain));
    }

    /** As {@code guestkit packages}; with {@code --packages all} if {@code all}. */
    public static byte[] packages(DiskSet disks, boolean all) {
        return json(PackagesCommand.document(PackagesCommand.report(disks, all)));
    }

    /**
     * What {@code guestkit packages --output cyclonedx} or {@code spdx} prints, as {@code text}; and what has no place in
     * it, {@code not_examined} and {@code warnings}.
     *
     * @param all as {@code --packages all}
     * @param time as {@code --timestamp}; null if nobody says it
     * @throws IllegalArgumentException if the format is none of the two
     */
    public static byte[] sbom(DiskSet disks, boolean all, String format, @Nullable Instant time) throws IOException {
        InspectReport report = PackagesCommand.report(disks, all);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PackagesCommand.printSbom(report, format, disks.disks().getFirst().path(), time, text);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("text", text.toString(StandardCharsets.UTF_8));
        facts.put("not_examined", report.notExamined());
        facts.put("warnings", report.warnings());
        return json(facts);
    }

    /** A line of {@code guestkit registry}. */
    public static byte[] registryKey(String prefix, Key key, List<Value> values) throws IOException {
        return json(registryFacts(prefix, key, values));
    }

    /** The same, to be put into a list. */
    public static Map<String, Object> registryFacts(String prefix, Key key, List<Value> values) throws IOException {
        return RegistryItems.facts(prefix, key, values);
    }
}
