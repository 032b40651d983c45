package io.guestkit.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTimesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 1601-01-01T00:00:00Z",
        "1, 1601-01-01T00:00:00.000000100Z",
        "-1, 1600-12-31T23:59:59.999999900Z",
        "116444736000000000, 1970-01-01T00:00:00Z",
        "116444735985000000, 1969-12-31T23:59:58.500Z",
        "133536384000000000, 2024-02-29T00:00:00Z",
        "9223372036854775807, +30828-09-14T02:48:05.477580700Z"
    })
    void units_of_100_ns_since_1601(long units, String instant) throws Exception {
        ByteBuffer b = Structures.buffer(0x30).putLong(0x08, units).putInt(0x20, 0x26);
        FileTimes times = FileTimes.parse(Structures.view("$STANDARD_INFORMATION", b));
        assertThat(times.modified()).isEqualTo(Instant.parse(instant));
        assertThat(times.has(FileTimes.SYSTEM)).isTrue();
        assertThat(times.has(FileTimes.OFFLINE)).isFalse();
    }
}
