package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

@Tag("oracle")
class OracleTest {

    @Test
    void aToolAnswers() {
        Oracle.Answer answer = Oracle.require("sh").in(Path.of("/")).run("-c", "pwd; echo words >&2");
        assertThat(answer.lines()).containsExactly("/");
        assertThat(answer.err()).isEqualTo("words\n");
    }

    @Test
    void aFailureNamesCommandStatusAndWords() {
        Oracle sh = Oracle.require("sh");
        assertThat(sh.ask("-c", "exit 3").status()).isEqualTo(3);
        assertThatThrownBy(() -> sh.run("-c", "echo reason >&2; exit 3"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("status 3")
                .hasMessageContaining("reason");
    }

    @Test
    void aToolThatHangsIsEnded() {
        Oracle sh = Oracle.require("sh").within(Duration.ofMillis(200));
        assertThatThrownBy(() -> sh.run("-c", "sleep 60; echo"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("did not end within");
    }

    @Test
    void moreOutputThanAPipeHoldsIsTaken() {
        assertThat(Oracle.require("sh")
                        .run("-c", "head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2")
                        .out())
                .hasSize(1_000_000);
    }

    @Test
    void aMissingToolSkipsOrFailsAsTheEnvironmentSays() {
        assertThatThrownBy(() -> Oracle.require("no-such-tool-anywhere"))
                .isInstanceOf(Skips.forbidden() ? AssertionFailedError.class : TestAbortedException.class)
                .hasMessageContaining("no no-such-tool-anywhere");
    }
}
