package io.guestkit.migrate.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What hooks do to a migration, and what it tells of them. */
class HookResultTest {

    @TempDir
    Path folder;

    private Path source;
    private Path output;

    @BeforeEach
    void makeSource() throws IOException {
        source = Samples.disk(folder.resolve("source.raw"), 1);
        output = folder.resolve("vm.raw");
    }

    private Pipeline.Builder unfixed() {
        return Pipeline.builder(output)
                .format(DiskFormat.RAW)
                .source(source.toString())
                .stage(Stage.FIX, StageSettings.DEFAULT.withEnabled(false));
    }

    @Test
    void aHookThatIsSkippedIsTold() throws Exception {
        Pipeline.Builder pipeline = unfixed()
                .hook(Stage.FETCH, Hook.When.AFTER, "good", OnFailure.STOP, call -> {})
                .hook(Stage.FLATTEN, Hook.When.BEFORE, "bad", OnFailure.SKIP, call -> {
                    throw new IOException("no network");
                });
        pipeline.until(Stage.INSPECT).build().run();
        MigrationResult result = unfixed().resume(true).build().run();

        assertThat(result.hasSkipped()).isTrue();
        assertThat(result.hooks())
                .extracting(HookResult::name, HookResult::skipped, HookResult::earlier)
                .containsExactly(tuple("good", false, true), tuple("bad", true, true));
        Map<String, Object> record = Samples.json(folder.resolve("vm.migration.json"));
        assertThat(Journal.map(Journal.list(record.get("hooks")).get(1), "hook"))
                .containsEntry("stage", "flatten")
                .containsEntry("when", "before")
                .containsEntry("outcome", "skipped")
                .containsEntry("error", "no network");
    }

    @ParameterizedTest
    @CsvSource({"CONVERT,AFTER,false", "VALIDATE,BEFORE,false", "VALIDATE,AFTER,false", "CONVERT,AFTER,true"})
    void anImageThatAHookHasChangedIsNotReleased(Stage stage, Hook.When when, boolean unvalidated) throws Exception {
        Pipeline.Builder pipeline = unfixed().hook(stage, when, "h", OnFailure.STOP, call -> {
            Path made = call.context().outputs().getFirst().made();
            try (FileChannel file = FileChannel.open(made, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.wrap(new byte[] {1}), 0);
            }
        });
        if (unvalidated) {
            pipeline.stage(Stage.VALIDATE, StageSettings.DEFAULT.withEnabled(false));
        }
        assertThatThrownBy(() -> pipeline.build().run()).isInstanceOf(ValidationException.class);
        assertThat(output).doesNotExist();
    }

    @Test
    void whatWentWrongWithAFileIsSaid() throws Exception {
        Pipeline.Builder pipeline = unfixed()
                .hook(
                        Stage.FLATTEN,
                        Hook.When.BEFORE,
                        "h",
                        OnFailure.SKIP,
                        call -> Disks.openChain(folder.resolve("nowhere"), OpenOptions.DEFAULT)
                                .close());
        assertThat(pipeline.build().run().hooks().getFirst().error())
                .contains(folder.resolve("nowhere") + ": no such file");
    }
}
