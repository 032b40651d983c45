package io.guestkit.migrate.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a migration that did not fail.
 *
 * @param outputs the new images at their places, in the guest's order; none if it was to stop before
 * @param record of the migration, beside the output
 * @param files that are there now, the record and the images among them
 * @param stages what came of each
 * @param hooks what came of each that was run
 * @param workDirectory with what is unfinished, or was to be kept
 * @param duration of this run
 */
public record MigrationResult(
        List<OutputDisk> outputs,
        Optional<Path> record,
        List<Path> files,
        List<StageResult> stages,
        List<HookResult> hooks,
        Optional<Path> workDirectory,
        Duration duration) {

    public MigrationResult {
        outputs = List.copyOf(outputs);
        files = List.copyOf(files);
        stages = List.copyOf(stages);
        hooks = List.copyOf(hooks);
    }

    /** Whether a stage or a hook failed, and the migration went on without it, as was declared. */
    public boolean hasSkipped() {
        return stages.stream().anyMatch(stage -> stage.outcome() == StageResult.Outcome.SKIPPED)
                || hooks.stream().anyMatch(HookResult::skipped);
    }

    /** As plain maps and lists. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("success", true);
        document.put("outputs", outputs.stream().map(OutputDisk::document).toList());
        record.ifPresent(path -> document.put("record", path.toString()));
        document.put("files", files.stream().map(Path::toString).toList());
        workDirectory.ifPresent(path -> document.put("work_dir", path.toString()));
        document.put("stages", stages.stream().map(StageResult::document).toList());
        document.put("hooks", hooks.stream().map(HookResult::document).toList());
        document.put("duration_secs", duration.toMillis() / 1000.0);
        return document;
    }
}
