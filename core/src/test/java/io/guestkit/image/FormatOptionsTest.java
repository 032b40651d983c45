package io.guestkit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatOptionsTest {

    private static FormatOptions options(String name, String value) {
        return FormatOptions.of(Map.of(name, value));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "512, 512",
        "4k, 4096",
        "4K, 4096",
        "1M, 1048576",
        "1MiB, 1048576",
        "2g, 2147483648",
        "1.5k, 1536",
        "7E, 8070450532247928832",
        "512b, 512"
    })
    void sizesAreReadAsPeopleWriteThem(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "k", "-1", "+1", "1e3", "0x10", "NaN", "1.2.3", "8E", "9999999999999999999999", "10 M", "1X"
            })
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> Sizes.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no size");
    }

    @Test
    void aPowerOfTwoHasItsBounds() {
        assertThat(options("cluster_size", "64k").powerOfTwo("cluster_size", 1, 512, 1 << 20))
                .isEqualTo(65536);
        assertThat(FormatOptions.NONE.powerOfTwo("cluster_size", 4096, 512, 1 << 20))
                .isEqualTo(4096);
        for (String wrong : new String[] {"256", "2M", "3k", "many"}) {
            assertThatThrownBy(() -> options("cluster_size", wrong).powerOfTwo("cluster_size", 4096, 512, 1 << 20))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aWordIsOneOfThose() {
        assertThat(options("how", "b").word("how", "a", "b")).isEqualTo("b");
        assertThat(FormatOptions.NONE.word("how", "a", "b")).isEqualTo("a");
        assertThatThrownBy(() -> options("how", "c").word("how", "a", "b"))
                .hasMessage("option how is c, expected a, b");
        assertThat(options("x", "on").onOff("x", false)).isTrue();
        assertThat(options("x", "off").onOff("x", true)).isFalse();
        assertThatThrownBy(() -> options("x", "yes").onOff("x", true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatNobodyKnowsIsNamed() {
        assertThatThrownBy(() -> options("colour", "red").rejectOthers(DiskFormat.VDI, "static"))
                .hasMessage("vdi has no option colour; it has static");
        options("static", "on").rejectOthers(DiskFormat.VDI, "static");
    }
}
