package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run of the command line in this process.
 *
 * @param status the exit code
 * @param out what went to standard output
 * @param err what went to standard error
 */
record Guestkit(int status, byte[] out, String err) {

    static Guestkit run(Object... arguments) {
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(words, out, err);
        return new Guestkit(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    /** As {@link #run}, for what has to succeed. */
    static Guestkit succeed(Object... arguments) {
        Guestkit run = run(arguments);
        assertThat(run.status()).as(run.err()).isZero();
        return run;
    }

    String text() {
        return new String(out, StandardCharsets.UTF_8);
    }

    Map<String, Object> json() throws IOException {
        return Json.object(Json.parse(text()));
    }

    /** JSON Lines. */
    List<Map<String, Object>> lines() throws IOException {
        return parseLines(text());
    }

    static List<Map<String, Object>> parseLines(String text) throws IOException {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (!line.isEmpty()) {
                lines.add(Json.object(Json.parse(line)));
            }
        }
        return lines;
    }
}
