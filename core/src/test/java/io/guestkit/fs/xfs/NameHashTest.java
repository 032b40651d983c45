package io.guestkit.fs.xfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What "hash NAME" of xfs_db says. */
class NameHashTest {

    @ParameterizedTest
    @CsvSource({
        "a, 0x61",
        "ab, 0x30e2",
        "abc, 0x187163",
        "abcd, 0xc38b1e4",
        "abcde, 0x1c58f263",
        "file-00007-with-a-longer-name.txt, 0x78189d94",
        "README, 0x58312451",
    })
    void isThatOfXfsDb(String name, String hash) {
        assertThat(NameHash.of(name.getBytes(StandardCharsets.UTF_8), false))
                .isEqualTo(Integer.parseUnsignedInt(hash.substring(2), 16));
    }
}
