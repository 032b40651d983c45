package io.guestkit.migrate.pipeline;

import io.guestkit.inspect.document.Json;
import io.guestkit.migrate.pipeline.io.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a migration was, for whoever asks later: a JSON document beside the output. */
final class MigrationRecord {

    /** Name and version of the document. */
    static final String SCHEMA = "guestkit.migration/1";

    private final MigrationSettings settings;
    private final String version;

    /** @param version of the program */
    MigrationRecord(MigrationSettings settings, String version) {
        this.settings = settings;
        this.version = version;
    }

    /**
     * @param hooks that were run
     * @param files beside the images, at their places
     */
    byte[] json(MigrationContext context, List<HookResult> hooks, List<Path> files) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", SCHEMA);
        Map<String, Object> tools = new LinkedHashMap<>();
        tools.put("guestkit", version);
        tools.put("java", System.getProperty("java.version"));
        Program.find("qemu-img").ifPresent(path -> tools.put("qemu_img", path.toString()));
        document.put("tools", tools);
        document.put("target", settings.target().id());
        List<StageResult> results = context.results();
        if (!results.isEmpty()) {
            document.put("started", results.getFirst().started().toString());
        }
        document.put("finished", Instant.now().toString());
        document.put("settings", settings.identity());
        document.put("sources", context.sourceDocuments());
        context.machine().ifPresent(machine -> document.put("machine", machine.document()));
        document.put(
                "outputs", context.outputs().stream().map(OutputDisk::document).toList());
        document.put("files", files.stream().map(Path::toString).toList());
        context.fix().ifPresent(fix -> {
            Map<String, Object> outcome = new LinkedHashMap<>();
            outcome.put("applied", fix.applied());
            outcome.put("skipped", fix.skipped());
            outcome.put("failed", fix.failed());
            outcome.put("plan", fix.document());
            document.put("fix", outcome);
        });
        document.put("stages", results.stream().map(StageResult::document).toList());
        document.put("hooks", hooks.stream().map(HookResult::document).toList());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Json.printPretty(document, bytes);
        return bytes.toByteArray();
    }
}
