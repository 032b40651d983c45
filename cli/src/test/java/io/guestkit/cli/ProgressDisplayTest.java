package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.convert.ConversionProgress.Stage;
import io.guestkit.convert.ConversionProgress.Update;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Streams streams = new Streams(OutputStream.nullOutputStream(), err);

    private static Update update(long done, long total, long seconds) {
        return new Update(Stage.COPY, done, total, Duration.ofSeconds(seconds));
    }

    private String shown() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theBarHasShareRateAndTimeLeft() {
        assertThat(ProgressDisplay.bar(update(256 << 20, 1 << 30, 2)))
                .isEqualTo(
                        "copying [=======                       ]  25%  256.0 MiB of 1.0 GiB  128.0 MiB/s  0:06 left");
        assertThat(ProgressDisplay.bar(new Update(Stage.VERIFY, 0, 1 << 30, Duration.ZERO)))
                .isEqualTo("verifying [                              ]   0%  0 B of 1.0 GiB  0 B/s  0:00 left");
        assertThat(ProgressDisplay.bar(update(0, 0, 0))).contains("[==============================] 100%");
    }

    @Test
    void aTerminalSeesOneLineThatIsWipedAtTheEnd() {
        try (ProgressDisplay display = new ProgressDisplay(streams, false, true)) {
            display.update(update(1, 4, 1));
            display.update(update(2, 4, 2));
        }
        assertThat(shown()).startsWith("\rcopying [").endsWith("\r\u001b[K").doesNotContain("\n");
    }

    @Test
    void elsewhereALineComesEveryTenSecondsAndNothingIsDrawn() {
        try (ProgressDisplay display = new ProgressDisplay(streams, false, false)) {
            for (int second = 1; second < 25; second++) {
                display.update(update(second << 20, 100 << 20, second));
            }
        }
        assertThat(shown()).isEqualTo("""
                        guestkit: copying  10%  10.0 MiB of 100.0 MiB  1.0 MiB/s  1:30 left
                        guestkit: copying  20%  20.0 MiB of 100.0 MiB  1.0 MiB/s  1:20 left
                        """);
    }

    @Test
    void quietShowsNothing() {
        for (boolean terminal : new boolean[] {true, false}) {
            try (ProgressDisplay display = new ProgressDisplay(streams, true, terminal)) {
                display.update(update(1, 4, 100));
            }
        }
        assertThat(shown()).isEmpty();
    }
}
