package io.guestkit.migrate.pipeline;

import io.guestkit.inspect.document.Json;
import io.guestkit.io.CorruptDataException;
import io.guestkit.migrate.pipeline.io.DurableFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an unfinished migration has done, in a file of its work directory that is replaced as a whole: a stage stands in
 * it when everything that it made is on stable storage, with the hashes of all of that.
 */
final class Journal {

    static final String NAME = "journal.json";
    private static final String SCHEMA = "guestkit.journal/1";

    /**
     * A stage that is over.
     *
     * @param made what later stages need of it, with hashes
     * @param hooksDone whether its hooks are over, too
     */
    record Entry(StageResult result, Map<String, Object> made, boolean hooksDone) {}

    /**
     * A file on its way to its place.
     *
     * @param from where it is until then
     * @param to its place
     */
    record Move(Path from, Path to) {}

    private final Path file;
    private final Map<String, Object> identity;
    private final Map<Stage, Entry> entries = new EnumMap<>(Stage.class);
    private final List<HookResult> hooks = new ArrayList<>();
    private List<Move> moves = List.of();
    private boolean replaces;

    private Journal(Path file, Map<String, Object> identity) {
        this.file = file;
        this.identity = new LinkedHashMap<>(identity);
    }

    /** Whether there is one in the directory. */
    static boolean isIn(Path directory) {
        return Files.exists(directory.resolve(NAME));
    }

    /**
     * A new one, in which nothing is done.
     *
     * @param replaces whether files at the places of the output may be replaced
     */
    static Journal begin(Path directory, Map<String, Object> identity, boolean replaces) throws IOException {
        Journal journal = new Journal(directory.resolve(NAME), identity);
        journal.replaces = replaces;
        journal.save();
        return journal;
    }

    /**
     * That of an earlier run.
     *
     * @throws SettingsException if that run was told something else; says what
     * @throws CorruptDataException if it is none
     */
    static Journal load(Path directory, Map<String, Object> identity) throws IOException {
        Path file = directory.resolve(NAME);
        Map<String, Object> document = map(Json.read(Files.readAllBytes(file), file.toString()), file.toString());
        if (!SCHEMA.equals(document.get("schema"))) {
            throw new CorruptDataException("%s is no journal of this version: schema is %s, expected %s"
                    .formatted(file, document.get("schema"), SCHEMA));
        }
        Journal journal = new Journal(file, identity);
        try {
            journal.requireSame(map(document.get("settings"), "settings"));
            journal.read(document);
        } catch (CorruptDataException e) {
            throw e.in(file.toString());
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new CorruptDataException(
                    "%s is damaged (%s); begin anew with --force instead of --resume".formatted(file, e.getMessage()));
        }
        return journal;
    }

    private void requireSame(Map<String, Object> known) throws SettingsException {
        List<String> others = new ArrayList<>();
        for (Map.Entry<String, Object> setting : identity.entrySet()) {
            if (!setting.getValue().equals(known.get(setting.getKey()))) {
                others.add(setting.getKey().replace('_', ' '));
            }
        }
        if (!others.isEmpty()) {
            throw new SettingsException(
                    "%s was begun with other settings (%s); use these, or begin anew with --force instead of --resume"
                            .formatted(file.resolveSibling(""), String.join(", ", others)));
        }
    }

    private void read(Map<String, Object> document) throws CorruptDataException {
        replaces = Boolean.TRUE.equals(document.get("replaces"));
        for (Object each : list(document.get("stages"))) {
            Map<String, Object> entry = map(each, "stage");
            StageResult result = result(map(entry.get("result"), "result"));
            entries.put(
                    result.stage(),
                    new Entry(result, map(entry.get("made"), "made"), Boolean.TRUE.equals(entry.get("hooks_done"))));
        }
        for (Object each : list(document.get("hooks"))) {
            hooks.add(hook(map(each, "hook")));
        }
        List<Move> all = new ArrayList<>();
        for (Object each : list(document.get("moves"))) {
            Map<String, Object> move = map(each, "move");
            all.add(new Move(path(move, "from"), path(move, "to")));
        }
        moves = List.copyOf(all);
    }

    private static HookResult hook(Map<String, Object> document) throws CorruptDataException {
        return new HookResult(
                stage(document),
                Hook.When.valueOf(text(document, "when").toUpperCase(Locale.ROOT)),
                text(document, "hook"),
                duration(document),
                Optional.ofNullable(document.get("error")).map(Object::toString),
                true);
    }

    private static Stage stage(Map<String, Object> document) throws CorruptDataException {
        return Stage.named(text(document, "stage"))
                .orElseThrow(() -> new CorruptDataException("the journal has an unknown stage"));
    }

    private static Duration duration(Map<String, Object> document) {
        double seconds = document.get("duration_secs") instanceof Number number ? number.doubleValue() : 0;
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private static StageResult result(Map<String, Object> document) throws CorruptDataException {
        return new StageResult(
                stage(document),
                StageResult.Outcome.valueOf(text(document, "outcome").toUpperCase(Locale.ROOT)),
                Instant.parse(text(document, "started")),
                duration(document),
                map(document.get("data"), "data"),
                Optional.ofNullable(document.get("error")).map(Object::toString),
                true);
    }

    /** What a document has under a key that it must have. */
    static String text(Map<String, Object> document, String key) throws CorruptDataException {
        if (document.get(key) instanceof String text) {
            return text;
        }
        throw new CorruptDataException("the journal has no " + key);
    }

    /** As {@link #text}. */
    static Path path(Map<String, Object> document, String key) throws CorruptDataException {
        try {
            return Path.of(text(document, key));
        } catch (InvalidPathException e) {
            throw new CorruptDataException("the journal has a %s that is no name of a file".formatted(key));
        }
    }

    /** As {@link #text}. */
    static long number(Map<String, Object> document, String key) throws CorruptDataException {
        if (document.get(key) instanceof Long number) {
            return number;
        }
        throw new CorruptDataException("the journal has no " + key);
    }

    /** An object, whose keys are texts. */
    static Map<String, Object> map(@Nullable Object value, String what) throws CorruptDataException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new CorruptDataException("the journal has no " + what);
        }
        Map<String, Object> known = new LinkedHashMap<>();
        map.forEach((key, each) -> known.put(String.valueOf(key), each));
        return known;
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    Optional<Entry> entry(Stage stage) {
        return Optional.ofNullable(entries.get(stage));
    }

    List<Move> moves() {
        return moves;
    }

    /** Whether the run that began it was told to replace files at the places of the output. */
    boolean replaces() {
        return replaces;
    }

    /** Whether nothing is done yet. */
    boolean isEmpty() {
        return entries.isEmpty() && moves.isEmpty();
    }

    /** What came of hooks with which the migration went on. */
    List<HookResult> hooks() {
        return List.copyOf(hooks);
    }

    /** A hook is over; it is kept with what comes next. */
    void hookOver(HookResult result) {
        hooks.add(result);
    }

    /** A stage is over; its hooks are not. */
    void finished(StageResult result, Map<String, Object> made) throws IOException {
        entries.put(result.stage(), new Entry(result, made, false));
        save();
    }

    /** The hooks behind a stage are over. */
    void hooksDone(Stage stage) throws IOException {
        Entry entry = entries.get(stage);
        if (entry != null && !entry.hooksDone()) {
            entries.put(stage, new Entry(entry.result(), entry.made(), true));
            save();
        }
    }

    /** Nothing that a stage or one behind it has done counts any more. */
    void forget(Stage from) throws IOException {
        boolean changed = entries.keySet().removeIf(stage -> stage.compareTo(from) >= 0);
        changed |= hooks.removeIf(hook -> hook.stage().compareTo(from) >= 0);
        if (changed) {
            save();
        }
    }

    /** From now on files are moved to their places. */
    void moving(List<Move> moves) throws IOException {
        this.moves = List.copyOf(moves);
        save();
    }

    private void save() throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", SCHEMA);
        document.put("settings", identity);
        document.put("replaces", replaces);
        List<Object> stages = new ArrayList<>();
        for (Entry entry : entries.values()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("result", entry.result().document());
            each.put("made", entry.made());
            each.put("hooks_done", entry.hooksDone());
            stages.add(each);
        }
        document.put("stages", stages);
        document.put("hooks", hooks.stream().map(HookResult::document).toList());
        List<Object> all = new ArrayList<>();
        for (Move move : moves) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("from", move.from().toString());
            each.put("to", move.to().toString());
            all.add(each);
        }
        document.put("moves", all);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Json.printPretty(document, bytes);
        DurableFile.write(file, bytes.toByteArray());
    }
}
