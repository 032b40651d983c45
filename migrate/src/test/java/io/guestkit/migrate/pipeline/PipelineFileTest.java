package io.guestkit.migrate.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.KeyRing;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec.Compression;
import io.guestkit.migrate.fix.FixOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineFileTest {

    @TempDir
    Path folder;

    private MigrationSettings read(String text) throws IOException {
        Path file = folder.resolve("m.yaml");
        Files.writeString(file, text);
        try (KeyRing keys = new KeyRing()) {
            return PipelineFile.read(file, keys).build().settings();
        }
    }

    @Test
    void everythingCanBeSaid() throws Exception {
        MigrationSettings settings = read("""
                sources:
                  - vm.vmdk
                  - address: https://host/data.qcow2?signature=secret
                    checksum: sha256:%s
                output: out/vm.vhdx
                target: kvm
                format: qcow2
                compression: zstd
                source_format: vmdk
                allow_paths: [/srv]
                key_files:
                  /dev/sda3: key
                work_dir: /var/tmp/w
                keep_work: true
                force: true
                verify: true
                boot_test: true
                until: convert
                root: /dev/sda2
                fix:
                  initramfs: append
                  only: [fstab]
                  macs: {ens192: "00:50:56:AA:00:01"}
                stages:
                  fetch:
                    on_failure:
                      attempts: 5
                      delay: 2s
                      max_delay: 1m
                  fix:
                    enabled: false
                    allow_skipped: true
                  convert:
                    before:
                      - command: [./check.sh, "two words"]
                        name: check
                        timeout: 90
                        on_failure: skip
                    after:
                      - command: [upload]
                  validate:
                    on_failure: {attempts: 1, then: skip}
                """.formatted("a".repeat(64)));

        assertThat(settings.sources().getFirst().address())
                .isEqualTo(folder.resolve("vm.vmdk").toString());
        assertThat(settings.sources().get(1).title()).isEqualTo("https://host/data.qcow2");
        assertThat(settings.sources().get(1).checksum()).isPresent();
        assertThat(settings.output()).isEqualTo(folder.resolve("out/vm.vhdx"));
        assertThat(settings.format()).isEqualTo(DiskFormat.QCOW2);
        assertThat(settings.compression()).isEqualTo(Compression.ZSTD);
        assertThat(settings.open().format()).contains(DiskFormat.VMDK);
        assertThat(settings.open().allowedPaths()).containsExactly(Path.of("/srv"));
        assertThat(settings.workPlace()).isEqualTo(Path.of("/var/tmp/w"));
        assertThat(settings.keepWork()
                        && settings.replace()
                        && settings.verify()
                        && settings.bootTest()
                        && settings.allowSkippedFixes())
                .isTrue();
        assertThat(settings.until()).contains(Stage.CONVERT);
        assertThat(settings.stage(Stage.FIX).enabled()).isFalse();
        assertThat(settings.stage(Stage.FETCH).onFailure().retries().maxAttempts())
                .isEqualTo(5);
        assertThat(settings.stage(Stage.FETCH).onFailure().retries().firstDelay())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.stage(Stage.VALIDATE).onFailure().then()).isEqualTo(OnFailure.Then.SKIP);
        assertThat(settings.fix().initramfs()).isEqualTo(FixOptions.Initramfs.APPEND);
        assertThat(settings.fix().rules()).containsExactly("fstab");
        assertThat(settings.fix().macs()).containsEntry("ens192", "00:50:56:aa:00:01");
        assertThat(settings.root()).contains("/dev/sda2");
        Hook.Declared hook = settings.stage(Stage.CONVERT).before().getFirst();
        assertThat(hook.name()).isEqualTo("check");
        assertThat(hook.onFailure()).isEqualTo(OnFailure.SKIP);
        assertThat(hook.hook()).isInstanceOfSatisfying(CommandHook.class, command -> {
            assertThat(command.command()).isEqualTo(List.of("./check.sh", "two words"));
            assertThat(command.limit()).contains(Duration.ofSeconds(90));
            assertThat(command.directory()).contains(folder);
        });
        assertThat(settings.stage(Stage.CONVERT).after().getFirst().name()).isEqualTo("upload");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "outptu: x | 3: unknown key outptu in the file",
                "target: xen | 3: unknown target",
                "keep_work: yes | 3: keep_work has to be true or false",
                "format: dosfs | 3: unknown image format",
                "output: y | 3: output stands there twice",
                "allow_paths: x | 3: allow_paths has to be a list",
                "stages: [fix] | 3: stages has to be a mapping",
                "'stages: {fixx: {}}' | 3: unknown key fixx in stages",
                "'stages: {fix: {enable: true}}' | 3: unknown key enable in fix",
                "'stages: {inspect: {allow_skipped: true}}' | 3: allow_skipped is for fix only",
                "'fix: {tools: burn}' | 3: tools has to be one of remove, disable, keep",
                "'fix: {macs: {eth0: 1}}' | 3: a MAC has to be",
                "'stages: {fix: {on_failure: ignore}}' | 3: on_failure has to be stop, skip, retry",
                "'stages: {fix: {on_failure: {attempts: 0}}}' | 3: attempts has to be a number from 1 to 1000",
                "'stages: {fix: {on_failure: {delay: 2d}}}' | 3: a time has to be a number of seconds",
                "'stages: {fix: {before: [{name: x}]}}' | 3: command is missing",
                "'stages: {fix: {before: [{command: rm -rf /}]}}' | 3: command has to be a list",
                "'stages: {fix: {before: [{command: []}]}}' | 3: a command of no words",
                "'a: [1' | :",
                "'? [a]\n: b' | 3: a key has to be a text",
            })
    void whatMakesNoSenseIsRefusedWithItsLine(String line, String message) {
        assertThatThrownBy(() -> read("sources: [a.raw]\noutput: b.qcow2\n" + line + "\n"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("m.yaml:" + message.replaceFirst("^:$", ""));
    }

    @Test
    void whatHasToBeThereIsAskedFor() {
        assertThatThrownBy(() -> read("sources: [a.raw]\n")).hasMessageContaining("output is missing");
        assertThatThrownBy(() -> read("output: a.raw\n")).hasMessageContaining("sources is missing");
        assertThatThrownBy(() -> read("")).hasMessageContaining("is empty");
        assertThatThrownBy(() -> read("sources: [a.raw]\noutput: vm\n")).hasMessageContaining("says no format");
        assertThatThrownBy(() -> read("sources: [{address: a, checksum: md5:0}]\noutput: a.raw\n"))
                .hasMessageContaining("m.yaml:1: a checksum has to be sha256:");
    }

    @Test
    void aFileOfHooksHasNothingElse() throws Exception {
        Path file = folder.resolve("hooks.yaml");
        Files.writeString(file, "stages:\n  fetch:\n    after:\n      - command: [ls]\n");
        Pipeline.Builder pipeline = Pipeline.builder(folder.resolve("x.raw"));
        PipelineFile.addStages(file, pipeline);
        assertThat(pipeline.stage(Stage.FETCH).after()).hasSize(1);
        Files.writeString(file, "output: x\nstages: {}\n");
        assertThatThrownBy(() -> PipelineFile.addStages(file, pipeline))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("hooks.yaml:1: unknown key output");
    }

    @Test
    void aliasesThatLeadIntoThemselvesEnd() {
        assertThatThrownBy(() -> read("sources: [a.raw]\noutput: b.qcow2\nstages: &a\n  fix: *a\n"))
                .isInstanceOf(SettingsException.class);
        assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(IOException.class);
    }
}
