package io.guestkit.migrate.fix;

import io.guestkit.migrate.Target;
import io.guestkit.migrate.pipeline.io.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Plans as YAML, for people to read and change. Keys have the names of the records' components in snake case; {@code undo}
 * is there for people only. Keys that are not known are refused.
 */
public final class PlanDocument {

    private static final int MAX_LENGTH = 64 << 20;

    private PlanDocument() {}

    /** The document. */
    public static String write(FixPlan plan) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndent(2)
                .setWidth(Integer.MAX_VALUE)
                .setDereferenceAliases(true)
                .setSchema(new CoreSchema())
                .build();
        return new Dump(settings).dumpToString(facts(plan));
    }

    /** The same as maps, lists, texts and numbers. */
    public static Map<String, Object> facts(FixPlan plan) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("schema", FixPlan.SCHEMA);
        facts.put("target", plan.target().id());
        List<Object> images = new ArrayList<>();
        for (FixPlan.Image image : plan.images()) {
            images.add(ordered("path", image.path(), "format", image.format(), "virtual_size", image.virtualSize()));
        }
        facts.put("images", images);
        facts.put("root", plan.root());
        facts.put("system", plan.system());
        List<Object> locked = new ArrayList<>();
        for (FixPlan.Locked each : plan.locked()) {
            locked.add(ordered("device", each.device(), "uuid", each.uuid(), "name", each.name()));
        }
        facts.put("locked", locked);
        List<Object> mounts = new ArrayList<>();
        for (FixPlan.Mount mount : plan.mounts()) {
            mounts.add(ordered("device", mount.device(), "path", mount.path()));
        }
        facts.put("mounts", mounts);
        List<Object> steps = new ArrayList<>();
        for (FixStep step : plan.steps()) {
            Map<String, Object> map = ordered(
                    "id", step.id(),
                    "rule", step.rule(),
                    "reason", step.reason(),
                    "evidence", step.evidence(),
                    "depends_on", step.dependsOn(),
                    "undo", step.operation().undo());
            OperationDocument.put(step.operation(), map);
            steps.add(map);
        }
        facts.put("steps", steps);
        List<Object> notes = new ArrayList<>();
        for (FixPlan.Note note : plan.notes()) {
            notes.add(ordered("rule", note.rule(), "text", note.text()));
        }
        facts.put("notes", notes);
        return facts;
    }

    static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    /**
     * The plan in a file.
     *
     * @throws FixException if it is none; says where
     */
    public static FixPlan read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(MAX_LENGTH + 1);
            boolean binary = start.length > MAX_LENGTH;
            for (byte each : start) {
                binary |= each == 0;
            }
            if (binary) {
                throw new FixException(file + " is no plan; fix plan makes one of an image");
            }
            return read(new String(start, StandardCharsets.UTF_8));
        }
    }

    /**
     * The plan that a document holds.
     *
     * @throws FixException if it is none; says where
     */
    public static FixPlan read(String text) throws IOException {
        Object document;
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAX_LENGTH)
                .setSchema(new CoreSchema())
                .setLabel("plan")
                .build();
        try {
            if (YamlText.isTooDeep(settings, text)) {
                throw new FixException("no plan: it is nested deeper than any is");
            }
            document = new Load(settings).loadFromString(text);
        } catch (YamlEngineException e) {
            throw new FixException("not YAML: " + YamlText.problem(e));
        }
        return plan(Fields.of(document, "plan"));
    }

    static FixPlan plan(Fields fields) throws FixException {
        String schema = fields.text("schema");
        if (!schema.equals(FixPlan.SCHEMA)) {
            throw new FixException("schema is %s, expected %s".formatted(schema, FixPlan.SCHEMA));
        }
        String target = fields.text("target");
        List<FixPlan.Image> images = new ArrayList<>();
        for (Fields each : fields.list("images")) {
            images.add(new FixPlan.Image(each.text("path"), each.text("format"), each.number("virtual_size")));
            each.requireAllRead();
        }
        List<FixPlan.Locked> locked = new ArrayList<>();
        for (Fields each : fields.list("locked")) {
            locked.add(new FixPlan.Locked(each.text("device"), each.text("uuid"), each.text("name")));
            each.requireAllRead();
        }
        List<FixPlan.Mount> mounts = new ArrayList<>();
        for (Fields each : fields.list("mounts")) {
            mounts.add(new FixPlan.Mount(each.text("device"), each.text("path")));
            each.requireAllRead();
        }
        List<FixStep> steps = new ArrayList<>();
        for (Fields each : fields.list("steps")) {
            steps.add(step(each));
        }
        List<FixPlan.Note> notes = new ArrayList<>();
        for (Fields each : fields.list("notes")) {
            notes.add(new FixPlan.Note(each.text("rule"), each.text("text")));
            each.requireAllRead();
        }
        FixPlan plan = new FixPlan(
                Target.named(target).orElseThrow(() -> new FixException("unknown target " + target)),
                images,
                fields.text("root"),
                fields.text("system"),
                locked,
                mounts,
                steps,
                notes);
        fields.requireAllRead();
        requireOrder(steps);
        return plan;
    }

    private static FixStep step(Fields fields) throws FixException {
        Fields named = fields.named("step " + fields.text("id"));
        named.optional("undo");
        FixStep step = new FixStep(
                named.text("id"),
                named.text("rule"),
                named.text("reason"),
                named.texts("evidence"),
                named.texts("depends_on"),
                OperationDocument.read(named));
        named.requireAllRead();
        return step;
    }

    private static void requireOrder(List<FixStep> steps) throws FixException {
        List<String> before = new ArrayList<>();
        for (FixStep step : steps) {
            if (before.contains(step.id())) {
                throw new FixException("there are two steps " + step.id());
            }
            for (String needed : step.dependsOn()) {
                if (!before.contains(needed)) {
                    throw new FixException(
                            "step %s depends on %s, which does not stand before it".formatted(step.id(), needed));
                }
            }
            before.add(step.id());
        }
    }

    /** Permission bits as people write them. */
    static String octal(int mode) {
        return String.format(Locale.ROOT, "%04o", mode);
    }

    static OptionalInt number(Fields fields, String key) throws FixException {
        String text = fields.optional(key).orElse("");
        try {
            return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw new FixException("%s is %s, expected a number".formatted(key, text));
        }
    }
}
