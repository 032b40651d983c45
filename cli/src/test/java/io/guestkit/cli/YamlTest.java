package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class YamlTest {

    @Test
    void bytesThatAreNoUtf8AreEscapesAndWhatMayBeTakenForSomethingElseIsQuoted() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Streams streams = new Streams(out, java.io.OutputStream.nullOutputStream());
        Yaml.print(Map.of("name", List.of("caf\udce9 é", "8:1", "no", "", 8, "a: b")), streams, true);
        streams.flush();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("---\nname:\n- \"caf\\udce9 é\"\n- \"8:1\"\n- \"no\"\n- \"\"\n- 8\n- 'a: b'\n");
    }
}
