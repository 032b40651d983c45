package io.guestkit.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One field out of range, one error that names it. */
class SparseHeaderTest {

    private static final long CAPACITY = 256;

    private static SparseHeader parse(SparseBuilder builder) throws Exception {
        return SparseHeader.read(new BytesSource(builder.build()));
    }

    @Test
    void aGoodHeaderIsRead() throws Exception {
        SparseHeader header = parse(SparseBuilder.monolithic(CAPACITY));
        assertThat(header.capacity()).isEqualTo(CAPACITY);
        assertThat(header.grainSize()).isEqualTo(SparseBuilder.GRAIN_SECTORS);
        assertThat(header.gdEntries()).isEqualTo(1);
        assertThat(header.isCompressed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0x04, 0, version at +0x4 is 0",
        "0x10, -1, capacity at +0xc",
        "0x10, 0x400000, capacity at +0xc",
        "0x0c, 0x7fffffff, ''",
        "0x14, 0, grainSize at +0x14 is 0",
        "0x14, 0x200001, grainSize at +0x14 is 2097153",
        "0x18, 1, grainSize at +0x14 is 4294967298",
        "0x20, -1, descriptorOffset at +0x1c",
        "0x24, 2049, descriptorSize at +0x24 is 2049",
        "0x2c, 0, numGTEsPerGT at +0x2c is 0",
        "0x2c, 513, numGTEsPerGT at +0x2c is 513",
        "0x3c, -1, gdOffset at +0x38",
        "0x44, -1, overHead at +0x40",
    })
    void aFieldOutOfRangeIsNamed(String offset, String value, String message) {
        SparseBuilder builder = SparseBuilder.monolithic(CAPACITY)
                .u32(Integer.decode(offset), Long.decode(value).intValue());
        if (message.isEmpty()) {
            assertThat(builder).satisfies(good -> parse(good));
        } else {
            assertThatThrownBy(() -> parse(builder))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("VMDK sparse header: " + message);
        }
    }

    @Test
    void tooManyGrainTablesAreRefused() {
        SparseBuilder builder =
                SparseBuilder.monolithic(CAPACITY).u64(0x0c, 1L << 50).u64(0x14, 1);
        assertThatThrownBy(() -> parse(builder))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("at most 2^28 grain tables");
    }

    @Test
    void aLaterVersionIsUnsupportedRatherThanCorrupt() {
        assertThatThrownBy(() -> parse(SparseBuilder.monolithic(CAPACITY).u32(0x04, 4)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("version 4");
    }

    @Test
    void aTransferAsTextIsRecognised() throws Exception {
        SparseBuilder unixToWindows =
                SparseBuilder.monolithic(CAPACITY).u8(0x49, '\r').u8(0x4a, '\n');
        assertThatThrownBy(() -> parse(unixToWindows))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("singleEndLineChar")
                .hasMessageContaining("FTP in ASCII mode");
        // without the flag the bytes mean nothing
        assertThat(parse(unixToWindows.u32(0x08, 0)).version()).isEqualTo(1);
    }

    @Test
    void theFooterIsTheHeaderOfAStream() throws Exception {
        byte[] stream = SparseBuilder.monolithic(CAPACITY).stream().buildWithFooter();
        assertThat(SparseHeader.read(new BytesSource(stream)).gdOffset()).isEqualTo(SparseBuilder.DIRECTORY);
        // cut inside the end-of-stream marker, which has nothing but zeros
        byte[] cut = Arrays.copyOf(stream, stream.length - 100);
        assertThat(SparseHeader.read(new BytesSource(cut)).gdOffset()).isEqualTo(SparseBuilder.DIRECTORY);
        byte[] shorter = Arrays.copyOf(stream, stream.length - 600);
        assertThatThrownBy(() -> SparseHeader.read(new BytesSource(shorter)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("VMDK footer: is missing");
    }

    @Test
    void aFooterThatPointsToAFooterIsRefused() {
        byte[] stream =
                SparseBuilder.monolithic(CAPACITY).stream().u64(0x38, -1).buildWithFooter();
        assertThatThrownBy(() -> SparseHeader.read(new BytesSource(stream)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("VMDK footer: gdOffset");
    }

    @Test
    void everyCutOfTheMetadataIsRefused() {
        byte[] whole = SparseBuilder.monolithic(CAPACITY).grain(0, 1).build();
        for (int length = 4; length < SparseBuilder.FIRST_GRAIN * SparseBuilder.SECTOR; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> new VmdkDriver()
                            .open(new BytesSource(cut), ImageOpener.NONE, ImageOptions.DEFAULT)
                            .readBytes(0, 1))
                    .as("cut to %d bytes", length)
                    .isInstanceOf(DiskException.class);
        }
    }
}
