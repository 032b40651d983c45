package io.guestkit.image.vdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.image.BlockImages;
import io.guestkit.image.DiskImage;
import io.guestkit.io.Extent;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shape that QEMU reads, against what qemu-img says of it. The recipe says what the shapes are. */
@Tag("oracle")
@Proves(area = "vdi", feature = "dynamic and static images, up to 8 TiB", referee = "qemu-img")
@Proves(area = "vdi", feature = "discarded blocks, sizes that are no multiple of a sector", referee = "qemu-img")
class VdiOracleTest {

    static Stream<String> withContent() throws IOException {
        return BlockImages.withAnswer("vdi", "sha256");
    }

    static Stream<String> withMap() throws IOException {
        return BlockImages.withAnswer("vdi", "map.json");
    }

    @ParameterizedTest
    @MethodSource("withContent")
    void theGuestSeesTheSameBytes(String name) throws Exception {
        BlockImages.assertContent(name);
    }

    @ParameterizedTest
    @MethodSource("withMap")
    void theMapIsTheSame(String name) throws Exception {
        BlockImages.assertMap(name);
    }

    @ParameterizedTest
    @MethodSource("withMap")
    void theFactsAreTheSame(String name) throws Exception {
        BlockImages.assertFacts(name);
    }

    @Test
    void aHugeDiskIsSearchedFast() throws Exception {
        try (DiskImage image = BlockImages.open("huge.vdi")) {
            List<Extent> extents = image.extents(0, image.size());
            // each of two blocks, or the parts of it that are no holes of the file
            assertThat(extents).filteredOn(e -> e.kind() == Extent.Kind.DATA).hasSizeBetween(2, 4);
            assertThat(image.readBytes(7L << 40, 65536)).containsOnly(0x22);
            assertThat(image.readBytes(1L << 40, 4096)).containsOnly(0x23);
        }
    }
}
