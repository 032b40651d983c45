package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void theScriptIsGoodForTheShell(String shell) throws Exception {
        Path script = Files.write(
                directory.resolve("script"), Cli.run("completion", shell).bytes());

        assertThat(run(shell, "-n", script.toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "guestkit insp               | inspect",
                "guestkit find --ha          | --hash",
                "guestkit find --output j    | json",
                "guestkit hash --algorithm m | md5",
                "guestkit completion z       | zsh",
                "guestkit help vers          | version",
            })
    void bashCompletes(String line, String completed) throws Exception {
        Path script = Files.write(
                directory.resolve("script"), Cli.run("completion", "bash").bytes());
        String words = "source '%s'; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _guestkit; "
                .formatted(script, line);

        assertThat(run("bash", "-c", words + "echo \"${COMPREPLY[@]}\"")).isEqualTo(completed + "\n");
    }

    private static String run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            Assumptions.abort("no " + command[0]);
            return "";
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void everyOptionIsOffered() {
        for (Flag flag : Flag.values()) {
            assertThat(Completion.bash()).contains(flag.toString());
            assertThat(Completion.zsh()).contains(flag.toString());
        }
    }
}
