package io.guestkit.migrate.fix;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskImage;
import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.migrate.pipeline.io.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * What stands beside an overlay, as {@code OVERLAY.fix.yaml}: the plan that was applied, what became of it, and the digest
 * of the overlay as it was then. It is what makes an overlay known as one that may be committed or dropped.
 */
public final class FixRecord {

    private static final String SCHEMA = "guestkit.fix-record/1";
    private static final int MAX_LENGTH = 64 << 20;

    private FixRecord() {}

    /** Where the record of an overlay is. */
    public static Path place(Path overlay) {
        return overlay.resolveSibling(overlay.getFileName() + ".fix.yaml");
    }

    /** What became of a plan, as maps, lists, texts and numbers. */
    public static Map<String, Object> facts(FixResult result) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("success", result.success());
        for (StepResult.Outcome outcome : StepResult.Outcome.values()) {
            facts.put(outcome.name().toLowerCase(Locale.ROOT), result.count(outcome));
        }
        facts.put("duration_secs", result.duration().toMillis() / 1000.0);
        List<Object> steps = new ArrayList<>();
        for (StepResult step : result.steps()) {
            Map<String, Object> each = PlanDocument.ordered(
                    "id", step.id(), "outcome", step.outcome().name().toLowerCase(Locale.ROOT));
            if (!step.detail().isEmpty()) {
                each.put("detail", step.detail());
            }
            steps.add(each);
        }
        facts.put("steps", steps);
        result.boot().ifPresent(boot -> facts.put("boot", boot(boot)));
        return facts;
    }

    private static Map<String, Object> boot(BootReport boot) {
        List<Object> links = new ArrayList<>();
        for (BootLink link : boot.links()) {
            links.add(PlanDocument.ordered(
                    "link", link.link(),
                    "verdict", link.verdict().name().toLowerCase(Locale.ROOT),
                    "detail", link.detail(),
                    "source", link.source()));
        }
        return PlanDocument.ordered("verdict", boot.verdict().name().toLowerCase(Locale.ROOT), "links", links);
    }

    /** Writes the record of each overlay of a successful run. */
    public static void write(FixPlan plan, FixResult result) throws IOException {
        for (Path overlay : result.overlays()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("schema", SCHEMA);
            facts.put("overlay_sha256", digest(overlay));
            facts.put("result", facts(result));
            facts.put("plan", PlanDocument.facts(plan));
            DumpSettings settings = DumpSettings.builder()
                    .setDefaultFlowStyle(FlowStyle.BLOCK)
                    .setWidth(Integer.MAX_VALUE)
                    .setDereferenceAliases(true)
                    .setSchema(new CoreSchema())
                    .build();
            Path place = place(overlay);
            Path partial = place.resolveSibling("." + place.getFileName() + ".partial");
            Files.writeString(partial, new Dump(settings).dumpToString(facts));
            Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static String digest(Path overlay) throws IOException {
        try (InputStream in = Files.newInputStream(overlay)) {
            return Draft.sha256(in);
        }
    }

    /**
     * What was done to an overlay.
     *
     * @param skipped ids of steps that were left out
     */
    public record Applied(FixPlan plan, Set<String> skipped) {}

    /**
     * Makes sure that a file is an overlay that fixes were applied to.
     *
     * @param unchanged whether it has to be as it was then, too
     * @throws FixException if it is not
     */
    public static Applied require(Path overlay, boolean unchanged) throws IOException {
        if (!Files.exists(overlay)) {
            throw new NoSuchFileException(overlay.toString());
        }
        Path place = place(overlay);
        if (!Files.exists(place)) {
            throw new FixException("%s is no overlay that fixes were applied to: %s is missing"
                    .formatted(overlay, place.getFileName()));
        }
        try (InputStream in = Files.newInputStream(place)) {
            String text = new String(in.readNBytes(MAX_LENGTH), StandardCharsets.UTF_8);
            LoadSettings settings = LoadSettings.builder()
                    .setCodePointLimit(MAX_LENGTH)
                    .setSchema(new CoreSchema())
                    .build();
            if (YamlText.isTooDeep(settings, text)) {
                throw new FixException(place + " is no record of fixes");
            }
            Fields fields = Fields.of(new Load(settings).loadFromString(text), place.toString());
            if (!fields.text("schema").equals(SCHEMA)) {
                throw new FixException(place + ": schema is " + fields.text("schema") + ", expected " + SCHEMA);
            }
            if (unchanged && !fields.text("overlay_sha256").equals(digest(overlay))) {
                throw new FixException(
                        "%s was changed after the fixes were verified; --force takes it as it is".formatted(overlay));
            }
            Set<String> skipped = new HashSet<>();
            for (Fields step : fields.map("result").list("steps")) {
                if (step.text("outcome").equals("skipped")) {
                    skipped.add(step.text("id"));
                }
            }
            return new Applied(PlanDocument.plan(fields.map("plan")), skipped);
        } catch (YamlEngineException e) {
            throw new FixException(place + " is no record of fixes");
        }
    }

    /**
     * Drops an overlay and its record.
     *
     * @throws FixException if it is none, such as another file of that name by now
     */
    public static void drop(Path overlay) throws IOException {
        require(overlay, false);
        try (DiskImage image = Disks.openImage(overlay, OpenOptions.DEFAULT)) {
            if (image.info().backingFile().isEmpty()) {
                throw new FixException(overlay + " lies upon no image any more, so it is not dropped");
            }
        }
        Files.delete(overlay);
        Files.delete(place(overlay));
    }
}
