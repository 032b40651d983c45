package io.guestkit.cli;

import io.guestkit.KeyRing;
import io.guestkit.convert.DiskConverter;
import io.guestkit.migrate.pipeline.MigrationResult;
import io.guestkit.migrate.pipeline.OnFailure;
import io.guestkit.migrate.pipeline.OutputDisk;
import io.guestkit.migrate.pipeline.Pipeline;
import io.guestkit.migrate.pipeline.PipelineFile;
import io.guestkit.migrate.pipeline.SettingsException;
import io.guestkit.migrate.pipeline.Stage;
import io.guestkit.migrate.pipeline.StageSettings;
import io.guestkit.migrate.pipeline.fetch.Checksum;
import io.guestkit.migrate.standard.Migration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code migrate}: a guest from one hypervisor to another. */
final class MigrateCommand implements Command {

    /** What may stand beside {@code --file}: how to run it, and secrets. */
    private static final List<Flag> BESIDE_FILE = List.of(
            Flag.PIPELINE,
            Flag.RESUME,
            Flag.ANEW,
            Flag.KEEP_WORK,
            Flag.KEY_FILE,
            Flag.EVENTS,
            Flag.QUIET,
            Flag.DEBUG,
            Flag.HELP);

    @Override
    public Usage usage() {
        return new Usage(
                "migrate",
                "[SOURCE…]",
                0,
                Usage.MANY,
                "A guest from one hypervisor to another",
                FixFlags.all(
                        List.of(
                                Flag.TO,
                                Flag.TARGET_FORMAT,
                                Flag.COMPRESS,
                                Flag.COMPRESSION,
                                Flag.PIPELINE,
                                Flag.HOOKS,
                                Flag.NO_FIX),
                        FixFlags.PLANNING,
                        List.of(
                                Flag.ALLOW_SKIPPED,
                                Flag.ON_FAILURE,
                                Flag.UNTIL,
                                Flag.CHECKSUM,
                                Flag.BOOT_TEST,
                                Flag.COMPARE_BYTES,
                                Flag.WORK_DIR,
                                Flag.RESUME,
                                Flag.KEEP_WORK,
                                Flag.ANEW,
                                Flag.SOURCE_FORMAT,
                                Flag.SNAPSHOT,
                                Flag.DISK),
                        FixFlags.OPENING,
                        List.of(Flag.EVENTS)),
                List.of(
                        "vm.vmdk --to vm.qcow2",
                        "fetch, flatten, inspect, fix, convert, validate",
                        "vm.vmx --to vm.qcow2",
                        "all disks of a machine of VMware, and what it is made of",
                        "vm.ova --to vm.qcow2 --resume",
                        "go on where the last run was killed",
                        "https://host/vm.qcow2 --to vm.qcow2 --checksum sha256:…",
                        "over the network",
                        "system.vhdx data.vhdx --to vm.qcow2 --no-fix",
                        "two disks of one guest, as they are",
                        "--file migration.yaml --output json",
                        "all of it in a file, an event a line"),
                List.of(
                        "Several SOURCEs are the disks of one guest, and so are those of an appliance. Sources are only",
                        "read. The output appears when every stage has passed, or not at all. docs/migrate.md tells more.",
                        "Exit code 6: done, but a stage failed that was to be skipped then."));
    }

    @Override
    public void prepare() {
        DiskConverter.prepare();
    }

    @Override
    public int run(Invocation call) throws IOException {
        try (MigrationDisplay display = new MigrationDisplay(call)) {
            MigrationResult result;
            try {
                result = migrate(call, display);
            } catch (IOException | RuntimeException e) {
                display.failed(e);
                throw e;
            }
            print(result, call, display);
            return result.hasSkipped() ? ExitCode.FINDINGS : ExitCode.OK;
        }
    }

    private static MigrationResult migrate(Invocation call, MigrationDisplay display) throws IOException {
        try (KeyRing keys = call.keys();
                Interruption interruption = new Interruption()) {
            Pipeline.Builder pipeline = call.has(Flag.PIPELINE) ? fromFile(call, keys) : fromArguments(call, keys);
            MigrationResult result = Migration.complete(pipeline)
                    .listener(display)
                    .cancellation(interruption.cancellation())
                    .version(VersionCommand.version())
                    .build()
                    .run();
            Keys.printUnused(keys, call.streams());
            return result;
        } catch (SettingsException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static Pipeline.Builder fromFile(Invocation call, KeyRing keys) throws IOException {
        if (!call.operands().isEmpty()) {
            throw new UsageException("with --file the sources stand in the file");
        }
        for (Flag flag : Arguments.flags(new MigrateCommand().usage())) {
            if (call.has(flag) && !BESIDE_FILE.contains(flag)) {
                throw new UsageException("with --file, " + flag + " stands in the file");
            }
        }
        Pipeline.Builder pipeline =
                PipelineFile.read(Invocation.hostPath(String.valueOf(call.value(Flag.PIPELINE))), keys);
        if (call.has(Flag.ANEW)) {
            pipeline.replace(true);
        }
        if (call.has(Flag.KEEP_WORK)) {
            pipeline.keepWork(true);
        }
        return resuming(pipeline, call);
    }

    private static Pipeline.Builder resuming(Pipeline.Builder pipeline, Invocation call) {
        if (call.has(Flag.RESUME) && call.has(Flag.ANEW)) {
            throw new UsageException("--resume goes on and --force begins anew; give one of them");
        }
        return pipeline.resume(call.has(Flag.RESUME));
    }

    private static Pipeline.Builder fromArguments(Invocation call, KeyRing keys) throws IOException {
        String to = call.value(Flag.TO);
        if (to == null || call.operands().isEmpty()) {
            throw new UsageException(to == null ? "--to which OUTPUT?" : "which SOURCE?");
        }
        Path output = Invocation.hostPath(to);
        Pipeline.Builder pipeline = Pipeline.builder(output)
                .format(ConvertCommand.format(call, output))
                .compression(ConvertCommand.compression(call))
                .target(FixFlags.target(call))
                .fix(FixFlags.options(call))
                .allowSkippedFixes(call.has(Flag.ALLOW_SKIPPED))
                .verify(call.has(Flag.COMPARE_BYTES))
                .bootTest(call.has(Flag.BOOT_TEST))
                .replace(call.has(Flag.ANEW))
                .keepWork(call.has(Flag.KEEP_WORK))
                .open(call.openOptions()
                        .withKeys(keys)
                        .withLuksHeaders(Keys.luksHeaders(call.values(Flag.LUKS_HEADER))));
        addSources(call, pipeline);
        String root = call.value(Flag.GUEST_ROOT);
        if (root != null) {
            pipeline.root(root);
        }
        String work = call.value(Flag.WORK_DIR);
        if (work != null) {
            pipeline.workDirectory(Invocation.hostPath(work));
        }
        String until = call.value(Flag.UNTIL);
        if (until != null) {
            Stage.named(until).ifPresent(pipeline::until);
        }
        String hooks = call.value(Flag.HOOKS);
        if (hooks != null) {
            PipelineFile.addStages(Invocation.hostPath(hooks), pipeline);
        }
        for (String said : call.values(Flag.ON_FAILURE)) {
            addOnFailure(said, pipeline);
        }
        if (call.has(Flag.NO_FIX)) {
            for (Flag flag : FixFlags.all(FixFlags.PLANNING, List.of(Flag.ALLOW_SKIPPED))) {
                if (call.has(flag) && flag != Flag.TARGET_HYPERVISOR) {
                    throw new UsageException(flag + " says how to fix, and " + Flag.NO_FIX + " not to");
                }
            }
            pipeline.stage(Stage.FIX, pipeline.stage(Stage.FIX).withEnabled(false));
        }
        return resuming(pipeline, call);
    }

    private static void addSources(Invocation call, Pipeline.Builder pipeline) {
        List<String> checksums = call.values(Flag.CHECKSUM);
        if (!checksums.isEmpty() && checksums.size() != call.operands().size()) {
            throw new UsageException("%d --checksum for %d SOURCEs: give one for each, in their order"
                    .formatted(checksums.size(), call.operands().size()));
        }
        for (int i = 0; i < call.operands().size(); i++) {
            String source = call.operands().get(i);
            if (!source.contains("://")) {
                source = Invocation.hostPath(source).toString();
            }
            if (checksums.isEmpty()) {
                pipeline.source(source);
            } else {
                String given = checksums.get(i);
                pipeline.source(
                        source,
                        Checksum.parse(given)
                                .orElseThrow(() -> new UsageException(
                                        Flag.CHECKSUM + " " + given + ": expected sha256: and 64 hexadecimal digits")));
            }
        }
    }

    private static void addOnFailure(String said, Pipeline.Builder pipeline) {
        int equals = said.indexOf('=');
        Stage stage = Stage.named(said.substring(0, Math.max(0, equals))).orElse(null);
        OnFailure onFailure = switch (said.substring(equals + 1)) {
            case "stop" -> OnFailure.STOP;
            case "skip" -> OnFailure.SKIP;
            case "retry" -> OnFailure.RETRY;
            default -> null;
        };
        if (stage == null || onFailure == null) {
            throw new UsageException(Flag.ON_FAILURE + " " + said + ": expected STAGE=stop, STAGE=skip or STAGE=retry");
        }
        StageSettings settings = pipeline.stage(stage);
        pipeline.stage(stage, settings.withOnFailure(onFailure));
    }

    private static void print(MigrationResult result, Invocation call, MigrationDisplay display) throws IOException {
        if (call.output() != OutputFormat.TEXT) {
            display.line(result.document(), "result");
            return;
        }
        if (result.outputs().isEmpty()) {
            call.streams()
                    .println(Text.printable("stopped as asked; --resume goes on with "
                            + result.workDirectory().map(Path::toString).orElse("it")));
        }
        for (OutputDisk output : result.outputs()) {
            call.streams()
                    .println(Text.printable("%s: %s, %s, content sha256 %s"
                            .formatted(
                                    output.place(),
                                    output.format(),
                                    Text.size(output.virtualSize()),
                                    output.contentHash())));
        }
        if (result.record().isPresent()) {
            call.streams().println(Text.printable("record: " + result.record().get()));
        }
    }
}
