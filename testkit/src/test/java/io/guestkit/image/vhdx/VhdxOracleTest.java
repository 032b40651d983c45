package io.guestkit.image.vhdx;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.image.BlockImages;
import io.guestkit.image.DiskImage;
import io.guestkit.io.Extent;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every shape that QEMU writes, against what qemu-img says of it. The recipe says what the shapes are. QEMU has no map of
 * these images: to it all is data.
 */
@Tag("oracle")
@Proves(area = "vhdx", feature = "fixed and dynamic disks, blocks of 1 to 256 MiB, up to 64 TiB", referee = "qemu-img")
class VhdxOracleTest {

    static Stream<String> withContent() throws IOException {
        return BlockImages.withAnswer("vhdx", "sha256");
    }

    static Stream<String> withFacts() throws IOException {
        return BlockImages.withAnswer("vhdx", "info.json");
    }

    @ParameterizedTest
    @MethodSource("withContent")
    void theGuestSeesTheSameBytes(String name) throws Exception {
        BlockImages.assertContent(name);
    }

    @ParameterizedTest
    @MethodSource("withFacts")
    void theFactsAreTheSame(String name) throws Exception {
        BlockImages.assertFacts(name);
    }

    /** Where qemu-io wrote, and only there, is data. */
    @ParameterizedTest
    @CsvSource({
        "huge.vhdx, 60T, 65536, 0x22, 1T, 4096, 0x23",
        "huge-chunks.vhdx, 39G, 65536, 0x22, 4G, 4096, 0x23",
        "huge-chunks.vhdx, 39G, 65536, 0x22, 4095M, 1048576, 0x24",
    })
    void aHugeDiskHasWhatWasWritten(
            String name, String first, int firstLength, int firstByte, String second, int secondLength, int secondByte)
            throws Exception {
        try (DiskImage image = BlockImages.open(name)) {
            assertThat(image.readBytes(number(first), firstLength)).containsOnly(firstByte);
            assertThat(image.readBytes(number(second), secondLength)).containsOnly(secondByte);
        }
    }

    @Test
    void whatWasNeverWrittenIsAHole() throws Exception {
        try (DiskImage image = BlockImages.open("huge.vhdx")) {
            assertThat(image.extents(0, image.size()))
                    .filteredOn(e -> e.kind() == Extent.Kind.DATA)
                    .hasSize(2);
            assertThat(image.run(1L << 40, image.size() - (1L << 40)).length()).isEqualTo(256 << 20);
        }
    }

    private static long number(String text) {
        int scale = switch (text.charAt(text.length() - 1)) {
            case 'M' -> 20;
            case 'G' -> 30;
            default -> 40;
        };
        return Long.parseLong(text.substring(0, text.length() - 1)) << scale;
    }
}
