package io.guestkit.inspect.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.volume.Location;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class FactsTest {

    private enum Colour {
        DARK_RED
    }

    private record Inner(Location location, byte[] rawBytes) {}

    private record Outer(
            String osName,
            Optional<String> absent,
            OptionalLong virtualSize,
            OptionalInt none,
            boolean on,
            Colour colour,
            Instant time,
            Path path,
            List<Inner> inners,
            List<String> empty,
            Map<String, Object> details) {}

    private static final Outer OUTER = new Outer(
            "Debian",
            Optional.empty(),
            OptionalLong.of(1L << 40),
            OptionalInt.empty(),
            true,
            Colour.DARK_RED,
            Instant.ofEpochSecond(0, 5),
            Path.of("/a/b"),
            List.of(new Inner(Location.of("disk").then("gpt"), new byte[] {1, 2, 3})),
            List.of(),
            Map.of("compression-type", "zlib"));

    @Test
    void recordsBecomeMapsWithKeysInSnakeCase() {
        assertThat(Facts.of(OUTER))
                .isEqualTo(Map.of(
                        "os_name",
                        "Debian",
                        "virtual_size",
                        1L << 40,
                        "on",
                        true,
                        "colour",
                        "dark_red",
                        "time",
                        "1970-01-01T00:00:00.000000005Z",
                        "path",
                        "/a/b",
                        "inners",
                        List.of(Map.of("location", "disk > gpt", "raw_bytes", "AQID")),
                        "empty",
                        List.of(),
                        "details",
                        Map.of("compression-type", "zlib")));
        assertThat(Facts.of(Optional.empty())).isNull();
    }

    @Test
    void jsonIsIndentedAndKeepsTheOrderOfTheComponents() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.printPretty(Facts.of(OUTER), out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("{\n  \"os_name\": \"Debian\",\n  \"virtual_size\": 1099511627776,\n")
                .contains("  \"empty\": [],\n")
                .endsWith("\n}\n");
    }

    @Test
    void bytesThatAreNoUtf8AreLoneSurrogatesInJson() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Json.printLine(Map.of("name", "caf\udce9 é 😀 \u0001\""), out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("{\"name\":\"caf\\uDCE9 é \\uD83D\\uDE00 \\u0001\\\"\"}\n");
    }
}
