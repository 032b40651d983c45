package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.document.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrateCommandTest {

    @TempDir
    Path folder;

    private Path source;
    private Path output;

    @BeforeEach
    void makeSource() throws IOException {
        source = folder.resolve("vm.raw");
        output = folder.resolve("vm.qcow2");
        byte[] bytes = new byte[1 << 20];
        bytes[70_000] = 1;
        Files.write(source, bytes);
    }

    private Cli migrate(String... more) {
        List<String> words = new ArrayList<>(List.of("migrate", source.toString(), "--to", output.toString()));
        words.addAll(List.of(more));
        return Cli.run(words.toArray(new String[0]));
    }

    private static List<Map<String, Object>> events(Cli run) throws IOException {
        List<Map<String, Object>> events = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            Map<String, Object> event = new LinkedHashMap<>();
            ((Map<?, ?>) Json.read(line.getBytes(StandardCharsets.UTF_8), "line"))
                    .forEach((key, value) -> event.put(String.valueOf(key), value));
            events.add(event);
        }
        return events;
    }

    @Test
    void howToFixWithoutFixesIsRefused() {
        Cli run = migrate("--no-fix", "--tools", "remove");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--tools says how to fix, and --no-fix not to");
        assertThat(output).doesNotExist();
    }

    @Test
    void eachWordOfFixHasItsOwnFlags() {
        Cli run = Cli.run("fix", "apply", "plan.yaml", "overlay.qcow2", "--serial-console");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("fix apply does not take --serial-console");
    }

    @Test
    void theResultIsALineForEachOutput() {
        Cli run = migrate("--no-fix", "-c");
        assertThat(run.err()).contains("guestkit: fetch: done in", "guestkit: fix: switched off");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith(output + ": qcow2, 1.0 MiB, content sha256 ")
                .endsWith("record: " + folder.resolve("vm.migration.json") + "\n");
        assertThat(migrate("--no-fix", "-q", "--force").err()).isEmpty();
    }

    @Test
    void eventsAreLinesAndTheResultIsTheLast() throws Exception {
        List<Map<String, Object>> events = events(migrate("--no-fix", "--output", "json"));
        assertThat(events.getFirst().get("event")).isEqualTo("began");
        Map<?, ?> last = events.getLast();
        assertThat(last.get("event")).isEqualTo("result");
        assertThat(last.get("success")).isEqualTo(true);
        assertThat((List<?>) last.get("stages")).hasSize(6);

        Cli failed = migrate("--no-fix", "--output", "json");
        assertThat(failed.code()).isEqualTo(ExitCode.FAILURE);
        Map<?, ?> result = events(failed).getLast();
        assertThat(result.get("success")).isEqualTo(false);
        assertThat(result.get("exit_code")).isEqualTo(1L);
        assertThat((String) result.get("error")).contains("vm.qcow2: exists already: --force replaces it");
        assertThat(failed.err()).contains("exists already");
    }

    @Test
    void theResultIsTheLastLineWhateverFails() throws Exception {
        Cli usage = migrate("--no-fix", "-f", "vhdx", "-c", "--output", "json");
        assertThat(usage.code()).isEqualTo(ExitCode.USAGE);
        assertThat(events(usage).getLast()).containsEntry("event", "result").containsEntry("exit_code", (long)
                ExitCode.USAGE);
        Cli missing = Cli.run("migrate", "--file", folder.resolve("no.yaml").toString(), "--output", "json");
        assertThat(events(missing).getLast()).containsEntry("success", false).containsEntry("exit_code", (long)
                ExitCode.FAILURE);
    }

    @Test
    void aSkippedHookIsAFinding() throws Exception {
        Path hooks = folder.resolve("hooks.yaml");
        Files.writeString(hooks, "stages: {flatten: {before: [{command: ['false'], on_failure: skip}]}}");
        assertThat(migrate("--no-fix", "--hooks", hooks.toString()).code()).isEqualTo(ExitCode.FINDINGS);
    }

    @Test
    void whatIsMissingHasItsExitCode() {
        source = folder.resolve("nowhere.raw");
        assertThat(migrate("--no-fix").code()).isEqualTo(ExitCode.FAILURE);
        assertThat(migrate("--no-fix").err()).contains(source + ": no such file");
        assertThat(output).doesNotExist();
    }

    @Test
    void aWrongChecksumIsCorruptInput() {
        Cli run = migrate("--no-fix", "--checksum", "sha256:" + "0".repeat(64));
        assertThat(run.code()).isEqualTo(ExitCode.CORRUPT);
        assertThat(run.err()).contains("vm.raw: the checksum is sha256:").contains("expected sha256:000");
    }

    @Test
    void aSkippedFailureIsAFinding() throws Exception {
        Path hooks = folder.resolve("hooks.yaml");
        Files.writeString(hooks, """
                stages:
                  flatten:
                    before:
                      - command: ["false"]
                """);
        Cli stopped = migrate("--no-fix", "--hooks", hooks.toString());
        assertThat(stopped.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(stopped.err())
                .contains("the hook false before flatten failed: false ended with status 1")
                .contains("--resume goes on with it");
        Cli other = migrate("--no-fix", "-c", "--resume");
        assertThat(other.code()).isEqualTo(ExitCode.USAGE);
        assertThat(other.err()).contains("(compression)");
        assertThat(migrate("--no-fix", "--resume").code()).isZero();
    }

    @Test
    void aFileSaysAllOfIt() throws Exception {
        Path file = folder.resolve("m.yaml");
        Files.writeString(file, """
                sources: [vm.raw]
                output: vm.qcow2
                stages:
                  fix: {enabled: false}
                """);
        assertThat(Cli.run("migrate", "--file", file.toString()).code()).isZero();
        assertThat(output).exists();
        Files.writeString(file, "sources: [vm.raw]\noutput: vm.qcow2\nstagse: {}\n");
        Cli wrong = Cli.run("migrate", "--file", file.toString());
        assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.err()).contains("m.yaml:3: unknown key stagse");
    }

    @Test
    void itStopsWhereItIsAskedTo() {
        Cli run = migrate("--no-fix", "--until", "inspect");
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("stopped as asked; --resume goes on with ");
        assertThat(migrate("--no-fix", "--resume").err()).contains("inspect: done by the earlier run");
        assertThat(output).exists();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "migrate a | --to which OUTPUT?",
                "migrate --to b.qcow2 | which SOURCE?",
                "migrate a --to b | the name of b says no format",
                "migrate a --to b.qcow2 --target xen | --target xen: expected one of kvm",
                "migrate a --to b.qcow2 --on-failure fix | --on-failure fix: expected STAGE=stop",
                "migrate a --to b.qcow2 --on-failure fetch=skip --no-fix | fetch cannot be skipped",
                "migrate a --to b.qcow2 --resume --force | --resume goes on and --force begins anew",
                "migrate a b --to b.qcow2 --checksum sha256:0 | 1 --checksum for 2 SOURCEs",
                "migrate a --to b.qcow2 --checksum md5:0 | --checksum md5:0: expected sha256:",
                "migrate a --to b.vhdx -c --no-fix | vhdx images cannot be compressed",
                "migrate --file x a | with --file the sources stand in the file",
                "migrate --file x --to b.qcow2 | with --file, --to stands in the file",
                "migrate a --to b.qcow2 --output yaml | --output yaml: expected one of text, json",
            })
    void whatMakesNoSenseIsAUsageError(String line, String message) {
        Cli run = Cli.run(line.split(" "));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).startsWith("guestkit: " + message).hasLineCount(1);
    }
}
