package io.guestkit.migrate.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.OpenOptions;
import io.guestkit.convert.RetryPolicy;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec.Compression;
import io.guestkit.io.Cancellation;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.pipeline.fetch.Checksum;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {

    @TempDir
    Path folder;

    private Path source;
    private Path output;
    private Path work;
    private final List<PipelineEvent> events = new ArrayList<>();

    @BeforeEach
    void makeSource() throws IOException {
        source = Samples.disk(folder.resolve("source.raw"), 1);
        output = folder.resolve("vm.qcow2");
        work = folder.resolve(".vm.qcow2.guestkit-work");
    }

    private Pipeline.Builder unfixed() {
        return Pipeline.builder(output)
                .source(source.toString())
                .stage(Stage.FIX, StageSettings.DEFAULT.withEnabled(false))
                .listener(events::add);
    }

    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (PipelineEvent event : events) {
            switch (event) {
                case PipelineEvent.HookStarted hook -> told.add(hook.when() + " " + hook.stage());
                case PipelineEvent.StageFinished stage ->
                    told.add((stage.result().earlier() ? "earlier " : "")
                            + stage.result().stage()
                            + " "
                            + stage.result().outcome());
                default -> {
                    // of no interest
                }
            }
        }
        return told;
    }

    @Test
    void theOutputAppearsWithItsRecordAndNothingElse() throws Exception {
        byte[] before = Files.readAllBytes(source);
        MigrationResult result = unfixed().version("1.2").build().run();

        assertThat(Samples.names(folder)).containsExactly("source.raw", "vm.migration.json", "vm.qcow2");
        assertThat(Files.readAllBytes(source)).isEqualTo(before);
        assertThat(Samples.hash(output))
                .isEqualTo(Samples.hash(source))
                .isEqualTo(result.outputs().getFirst().contentHash());
        assertThat(told())
                .containsExactly(
                        "FETCH DONE", "FLATTEN DONE", "INSPECT DONE", "FIX DISABLED", "CONVERT DONE", "VALIDATE DONE");
        Map<String, Object> record = Samples.json(folder.resolve("vm.migration.json"));
        assertThat(record).containsEntry("schema", MigrationRecord.SCHEMA).containsEntry("target", "kvm");
        assertThat(Journal.map(record.get("tools"), "tools")).containsEntry("guestkit", "1.2");
        assertThat(Journal.map(Journal.list(record.get("sources")).getFirst(), "source"))
                .containsEntry("content_sha256", Samples.hash(source))
                .containsEntry("in_place", true);
        assertThat(Journal.map(Journal.list(record.get("outputs")).getFirst(), "output"))
                .containsEntry("content_sha256", Samples.hash(source))
                .containsEntry("path", output.toString());
        assertThat(Journal.list(record.get("stages"))).hasSize(6);
    }

    @Test
    void severalSourcesAreTheDisksOfOneGuest() throws Exception {
        Path second = Samples.disk(folder.resolve("data.raw"), 2);
        MigrationResult result = unfixed()
                .source(second.toUri().toString().replace("file:/", "file:///"))
                .format(DiskFormat.VMDK)
                .compression(Compression.ZLIB)
                .verify(true)
                .build()
                .run();

        assertThat(result.outputs()).hasSize(2);
        assertThat(Samples.hash(output)).isEqualTo(Samples.hash(source));
        assertThat(Samples.hash(folder.resolve("vm-2.qcow2"))).isEqualTo(Samples.hash(second));
    }

    @Test
    void hooksRunAroundTheirStagesAndSeeTheContext() throws Exception {
        List<Map<String, Object>> seen = new ArrayList<>();
        Pipeline.Builder pipeline = unfixed();
        for (Stage stage : Stage.values()) {
            pipeline.hook(stage, Hook.When.BEFORE, "b", OnFailure.STOP, call -> seen.add(call.document()));
            pipeline.hook(stage, Hook.When.AFTER, "a", OnFailure.STOP, call -> seen.add(call.document()));
        }
        pipeline.build().run();

        assertThat(told())
                .startsWith("BEFORE FETCH", "FETCH DONE", "AFTER FETCH", "BEFORE FLATTEN")
                .contains("FIX DISABLED")
                .doesNotContain("BEFORE FIX");
        assertThat(seen).hasSize(10);
        assertThat(seen.getFirst()).containsEntry("stage", "fetch").containsEntry("disks", List.of());
        Map<String, Object> last = seen.getLast();
        assertThat(Journal.list(last.get("results"))).hasSize(6);
        assertThat(Journal.map(Journal.list(last.get("outputs")).getFirst(), "output"))
                .containsEntry("path", output.toString())
                .containsKey("made");
        assertThat(last).containsKey("report");
    }

    @Test
    void aHookThatFailsStopsEverythingAndTheNextRunGoesOn() throws Exception {
        assertThatThrownBy(() -> unfixed()
                        .hook(Stage.CONVERT, Hook.When.AFTER, "upload", OnFailure.STOP, call -> {
                            throw new IOException("no network");
                        })
                        .build()
                        .run())
                .isInstanceOf(HookFailedException.class)
                .hasMessage("the hook upload after convert failed: no network");
        assertThat(Samples.names(folder)).containsExactly(".vm.qcow2.guestkit-work", "source.raw");

        assertThatThrownBy(() -> unfixed().build().run())
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("--resume");
        events.clear();
        List<String> hooks = new ArrayList<>();
        unfixed()
                .resume(true)
                .hook(Stage.CONVERT, Hook.When.AFTER, "upload", OnFailure.STOP, call -> hooks.add("after convert"))
                .hook(Stage.FETCH, Hook.When.AFTER, "again", OnFailure.STOP, call -> hooks.add("after fetch"))
                .build()
                .run();
        assertThat(hooks).containsExactly("after convert");
        assertThat(told())
                .contains("earlier FETCH DONE", "earlier INSPECT DONE", "earlier CONVERT DONE", "VALIDATE DONE");
        assertThat(Samples.hash(output)).isEqualTo(Samples.hash(source));
        assertThat(Samples.names(folder)).containsExactly("source.raw", "vm.migration.json", "vm.qcow2");
    }

    @Test
    void whatMayPassIsTriedAgain() throws Exception {
        int[] calls = {0};
        RetryPolicy quick = new RetryPolicy(
                3, Duration.ZERO, 1, Duration.ZERO, 0, e -> e.getMessage().equals("passing"));
        Hook failing = call -> {
            if (++calls[0] < 3) {
                throw new IOException("passing");
            }
        };
        unfixed()
                .hook(Stage.INSPECT, Hook.When.BEFORE, "h", new OnFailure(quick, OnFailure.Then.STOP), failing)
                .build()
                .run();
        assertThat(calls[0]).isEqualTo(3);

        int[] others = {0};
        assertThatThrownBy(() -> unfixed()
                        .replace(true)
                        .hook(Stage.INSPECT, Hook.When.BEFORE, "h", new OnFailure(quick, OnFailure.Then.STOP), call -> {
                            others[0]++;
                            throw new IOException("for good");
                        })
                        .build()
                        .run())
                .isInstanceOf(HookFailedException.class);
        assertThat(others[0]).isEqualTo(1);
    }

    @Test
    void whatIsDeclaredSoIsSkippedAndTold() throws Exception {
        MigrationResult result = unfixed()
                .hook(Stage.FLATTEN, Hook.When.BEFORE, "h", OnFailure.SKIP, call -> {
                    throw new IOException("no");
                })
                .stage(Stage.VALIDATE, StageSettings.DEFAULT.withOnFailure(OnFailure.SKIP))
                .bootTest(true)
                .bootTester(new Tester(false))
                .build()
                .run();
        assertThat(result.hasSkipped()).isTrue();
        assertThat(result.stages().getLast().outcome()).isEqualTo(StageResult.Outcome.SKIPPED);
        assertThat(result.stages().getLast().error())
                .hasValueSatisfying(error -> assertThat(error).contains("stuck in the loader"));
        assertThat(output).exists();
    }

    private record Tester(boolean answer) implements BootTester {
        @Override
        public void require() {}

        @Override
        public Outcome test(Request request) {
            assertThat(request.disks()).hasSize(1);
            assertThat(request.directory()).isEmptyDirectory();
            return new Outcome(answer, answer ? "a login prompt" : "stuck in the loader", Map.of("seconds", 1L));
        }
    }

    @Test
    void aBootTestThatFailsFailsTheMigration() throws Exception {
        Pipeline.Builder pipeline = unfixed().bootTest(true);
        assertThatThrownBy(() -> pipeline.bootTester(new Tester(false)).build().run())
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("stuck in the loader");
        assertThat(output).doesNotExist();
        assertThat(pipeline.bootTester(new Tester(true))
                        .resume(true)
                        .build()
                        .run()
                        .hasSkipped())
                .isFalse();
        assertThat(output).exists();
    }

    @Test
    void aSourceThatHasChangedIsNoticedByItsContent() throws Exception {
        Pipeline stopped = unfixed().until(Stage.INSPECT).build();
        MigrationResult part = stopped.run();
        assertThat(part.outputs()).isEmpty();
        assertThat(part.workDirectory()).contains(work);
        assertThat(output).doesNotExist();
        byte[] bytes = Files.readAllBytes(source);
        FileTime time = Files.getLastModifiedTime(source);
        bytes[5000] ^= 1;
        Files.write(source, bytes);
        Files.setLastModifiedTime(source, time);
        assertThatThrownBy(() -> unfixed().resume(true).build().run())
                .isInstanceOf(SourceChangedException.class)
                .hasMessageContaining("source.raw has changed");
        bytes[5000] ^= 1;
        Files.write(source, bytes); // the same again, but for its time
        Files.setLastModifiedTime(source, FileTime.fromMillis(0));
        unfixed().resume(true).build().run();
        assertThat(output).exists();
    }

    @Test
    void otherSettingsAreRefusedByName() throws Exception {
        unfixed().until(Stage.FETCH).build().run();
        assertThatThrownBy(() -> unfixed()
                        .compression(Compression.ZLIB)
                        .resume(true)
                        .build()
                        .run())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("(compression)");
        assertThat(work.resolve(Journal.NAME)).exists();
        unfixed().compression(Compression.ZLIB).replace(true).build().run(); // begins anew
        assertThat(output).exists();
        assertThat(work).doesNotExist();
    }

    @Test
    void aSourceThatChangesMeanwhileIsNoticed() throws Exception {
        assertThatThrownBy(() -> unfixed()
                        .hook(Stage.CONVERT, Hook.When.BEFORE, "writer", OnFailure.STOP, call -> {
                            byte[] bytes = Files.readAllBytes(source);
                            bytes[5000] ^= 1;
                            Files.write(source, bytes);
                        })
                        .build()
                        .run())
                .isInstanceOf(SourceChangedException.class);
        assertThat(output).doesNotExist();
    }

    @Test
    void whatAnEarlierRunMadeAndIsDamagedIsMadeAgain() throws Exception {
        unfixed().until(Stage.CONVERT).build().run();
        Path made = work.resolve("convert").resolve("vm.qcow2");
        Files.write(made, new byte[100]);
        Files.write(work.resolve("inspect").resolve("inspection.json"), new byte[100]);
        assertThatThrownBy(() -> unfixed()
                        .resume(true)
                        .until(Stage.FETCH)
                        .build()
                        .run()
                        .outputs()
                        .getFirst())
                .isInstanceOf(java.util.NoSuchElementException.class);
        events.clear();
        unfixed().resume(true).build().run();
        assertThat(told()).contains("earlier FETCH DONE", "INSPECT DONE", "CONVERT DONE");
        assertThat(Samples.hash(output)).isEqualTo(Samples.hash(source));
    }

    @Test
    void onlyOneRunIsAtWorkInADirectory() throws Exception {
        unfixed()
                .hook(
                        Stage.FETCH,
                        Hook.When.AFTER,
                        "other",
                        OnFailure.STOP,
                        call -> assertThatThrownBy(
                                        () -> unfixed().resume(true).build().run())
                                .isInstanceOf(FileSystemException.class)
                                .hasMessageContaining("another run is at work"))
                .build()
                .run();
        assertThat(output).exists();
    }

    @Test
    void aDirectoryWithOtherFilesIsNotTaken() throws Exception {
        Path mine = Files.createDirectory(folder.resolve("mine"));
        Files.writeString(mine.resolve("letter"), "dear");
        assertThatThrownBy(() -> unfixed().workDirectory(mine).build().run())
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("holds other files");
        assertThat(mine.resolve("letter")).hasContent("dear");
    }

    @Test
    void aWorkDirectoryElsewhereLeavesNothingBesideTheOutput() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path place = Files.createDirectory(folder.resolve("place"));
        output = place.resolve("vm.raw");
        unfixed()
                .format(DiskFormat.RAW)
                .workDirectory(elsewhere.resolve("w"))
                .keepWork(true)
                .build()
                .run();
        assertThat(Samples.names(place)).containsExactly("vm.migration.json", "vm.raw");
        assertThat(elsewhere.resolve("w").resolve("inspect").resolve("inspection.json"))
                .exists();
        unfixed()
                .format(DiskFormat.RAW)
                .workDirectory(elsewhere.resolve("w"))
                .replace(true)
                .build()
                .run();
        assertThat(Samples.names(place)).containsExactly("vm.migration.json", "vm.raw");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void whatIsThereIsReplacedOnlyIfAsked() throws Exception {
        Files.writeString(output, "mine");
        assertThatThrownBy(() -> unfixed().build().run()).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Samples.names(folder)).containsExactly("source.raw", "vm.qcow2");
        assertThat(output).hasContent("mine");
        assertThatThrownBy(() -> unfixed()
                        .replace(true)
                        .hook(Stage.VALIDATE, Hook.When.AFTER, "h", OnFailure.STOP, call -> {
                            assertThat(output).hasContent("mine");
                            throw new IOException("no");
                        })
                        .build()
                        .run())
                .isInstanceOf(HookFailedException.class);
        assertThat(output).hasContent("mine");
        unfixed().replace(true).build().run();
        assertThat(Samples.hash(output)).isEqualTo(Samples.hash(source));
    }

    @Test
    void theSourceIsNeverReplaced() throws Exception {
        output = source;
        assertThatThrownBy(() ->
                        unfixed().format(DiskFormat.RAW).replace(true).build().run())
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("part of the source");
        assertThat(Samples.names(folder)).containsExactly("source.raw");
    }

    @Test
    void whatCannotBeBroughtToItsPlaceTakesEverythingBack() throws Exception {
        Path second = Samples.disk(folder.resolve("data.raw"), 2);
        Files.writeString(folder.resolve("vm-2.qcow2"), "old");
        MachineWriter disturbing = request -> {
            Files.writeString(request.directory().resolve("vm.xml"), "<domain/>");
            assertThat(request.name()).isEqualTo("vm");
            assertThat(request.disks()).hasSize(2);
            Files.delete(request.disks().getFirst().made()); // the last one to be moved
        };
        assertThatThrownBy(() -> unfixed()
                        .source(second.toString())
                        .replace(true)
                        .machines(disturbing)
                        .build()
                        .run())
                .isInstanceOf(NoSuchFileException.class);
        assertThat(folder.resolve("vm-2.qcow2")).hasContent("old");
        assertThat(folder.resolve("vm.xml")).doesNotExist();
        assertThat(folder.resolve("vm.migration.json")).doesNotExist();
        assertThat(output).doesNotExist();
        MachineWriter good = request -> Files.writeString(request.directory().resolve("vm.xml"), "<domain/>");
        Files.delete(folder.resolve("vm-2.qcow2"));
        unfixed().source(second.toString()).resume(true).machines(good).build().run();
        assertThat(Samples.names(folder))
                .containsExactly("data.raw", "source.raw", "vm-2.qcow2", "vm.migration.json", "vm.qcow2", "vm.xml");
    }

    @Test
    void aRunThatWasKilledWhileItMovedFilesIsFinished() throws Exception {
        Path second = Samples.disk(folder.resolve("data.raw"), 2);
        Pipeline stopped =
                unfixed().source(second.toString()).until(Stage.VALIDATE).build();
        stopped.run();
        Journal journal = Journal.load(work, stopped.settings().identity());
        Path made = work.resolve("convert");
        Files.writeString(made.resolve("vm.xml"), "<domain/>");
        journal.moving(List.of(
                new Journal.Move(made.resolve("vm.xml"), folder.resolve("vm.xml")),
                new Journal.Move(made.resolve("vm-2.qcow2"), folder.resolve("vm-2.qcow2")),
                new Journal.Move(made.resolve("vm.qcow2"), output)));
        Files.move(made.resolve("vm.xml"), folder.resolve("vm.xml"));
        Files.createLink(folder.resolve("vm-2.qcow2"), made.resolve("vm-2.qcow2")); // killed before the other name went
        MigrationResult result =
                unfixed().source(second.toString()).resume(true).build().run();

        assertThat(result.outputs()).hasSize(2);
        assertThat(result.stages()).hasSize(5).allMatch(StageResult::earlier);
        assertThat(Samples.names(folder)).containsExactly("data.raw", "source.raw", "vm-2.qcow2", "vm.qcow2", "vm.xml");
        assertThat(Samples.hash(output)).isEqualTo(Samples.hash(source));
        assertThat(Samples.hash(folder.resolve("vm-2.qcow2"))).isEqualTo(Samples.hash(second));
    }

    @Test
    void whatIsMissingIsSaidBeforeAnythingIsDone() throws Exception {
        assertThatThrownBy(() -> Pipeline.builder(output)
                        .source(source.toString())
                        .build()
                        .run())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("--no-fix");
        assertThatThrownBy(() -> unfixed().bootTest(true).build().run())
                .isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> Pipeline.builder(folder.resolve("no/where.qcow2"))
                        .source(source.toString())
                        .stage(Stage.FIX, StageSettings.DEFAULT.withEnabled(false))
                        .build()
                        .run())
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> unfixed()
                        .stage(Stage.CONVERT, StageSettings.DEFAULT.withOnFailure(OnFailure.SKIP))
                        .build()
                        .run())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("convert cannot be skipped");
        assertThatThrownBy(() -> unfixed()
                        .format(DiskFormat.VHDX)
                        .compression(Compression.ZLIB)
                        .build()
                        .run())
                .isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> unfixed().source("s3://bucket/key").build().run())
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("nothing here fetches s3:");
        assertThat(Samples.names(folder)).containsExactly("source.raw");
    }

    @Test
    void aWrongChecksumAndAMissingSourceLeaveNothing() throws Exception {
        Checksum right = Checksum.of(source, delta -> {}, new Cancellation());
        Checksum wrong = new Checksum("0".repeat(64));
        assertThatThrownBy(() -> Pipeline.builder(output)
                        .source(source.toString(), wrong)
                        .stage(Stage.FIX, StageSettings.DEFAULT.withEnabled(false))
                        .build()
                        .run())
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(right.toString())
                .hasMessageContaining(wrong.toString());
        assertThatThrownBy(() -> unfixed().source("nowhere.raw").build().run()).isInstanceOf(NoSuchFileException.class);
        assertThat(Samples.names(folder)).containsExactly("source.raw");
    }

    @Test
    void cancellingLeavesNoOutput() throws Exception {
        Cancellation cancellation = new Cancellation();
        assertThatThrownBy(() -> unfixed()
                        .cancellation(cancellation)
                        .hook(Stage.CONVERT, Hook.When.BEFORE, "h", OnFailure.SKIP, call -> cancellation.request())
                        .build()
                        .run())
                .isInstanceOf(InterruptedIOException.class);
        assertThat(output).doesNotExist();
        unfixed().resume(true).build().run();
        assertThat(output).exists();
    }

    @Test
    void commandsGetTheContextAndFailByTheirStatus() throws Exception {
        Path script = folder.resolve("hook.sh");
        Files.writeString(script, "cat >context.json; echo said; exit ${1-0}\n");
        Hook good =
                new CommandHook(List.of("sh", "hook.sh"), java.util.Optional.of(folder), java.util.Optional.empty());
        unfixed()
                .hook(Stage.INSPECT, Hook.When.AFTER, "mine", OnFailure.STOP, good)
                .build()
                .run();
        assertThat(Samples.json(folder.resolve("context.json")))
                .containsEntry("schema", MigrationContext.SCHEMA)
                .containsEntry("stage", "inspect")
                .containsEntry("when", "after");
        assertThat(events).contains(new PipelineEvent.Note(Stage.INSPECT, "mine: said"));

        Hook bad = new CommandHook(
                List.of("sh", "hook.sh", "3"), java.util.Optional.of(folder), java.util.Optional.empty());
        assertThatThrownBy(() -> unfixed()
                        .replace(true)
                        .hook(Stage.INSPECT, Hook.When.AFTER, "mine", OnFailure.STOP, bad)
                        .build()
                        .run())
                .hasMessage("the hook mine after inspect failed: sh ended with status 3: said");
        Hook slow = new CommandHook(
                List.of("sleep", "60"), java.util.Optional.empty(), java.util.Optional.of(Duration.ofMillis(200)));
        assertThatThrownBy(() -> unfixed()
                        .replace(true)
                        .hook(Stage.INSPECT, Hook.When.AFTER, "slow", OnFailure.STOP, slow)
                        .build()
                        .run())
                .hasMessageContaining("did not end within");
        Hook absent =
                new CommandHook(List.of("no-such-program"), java.util.Optional.empty(), java.util.Optional.empty());
        assertThatThrownBy(() -> unfixed()
                        .replace(true)
                        .hook(Stage.INSPECT, Hook.When.AFTER, "absent", OnFailure.STOP, absent)
                        .build()
                        .run())
                .hasMessageContaining("no-such-program");
    }

    @Test
    void aCorruptImageIsRefusedByTheFirstStage() throws Exception {
        Path image = folder.resolve("bad.qcow2");
        Files.write(image, new byte[] {'Q', 'F', 'I', (byte) 0xfb, 0, 0, 0, 3, 0, 0, 0, 0});
        assertThatThrownBy(() -> Pipeline.builder(output)
                        .source(image.toString())
                        .open(OpenOptions.DEFAULT)
                        .stage(Stage.FIX, StageSettings.DEFAULT.withEnabled(false))
                        .build()
                        .run())
                .isInstanceOf(IOException.class);
        assertThat(Samples.names(folder)).containsExactly("bad.qcow2", "source.raw");
    }
}
