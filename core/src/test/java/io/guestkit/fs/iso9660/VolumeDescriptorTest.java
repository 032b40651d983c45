package io.guestkit.fs.iso9660;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A descriptor and the directory record in it; one field out of range, one error that names it. */
class VolumeDescriptorTest {

    private static final int ROOT = 156;

    /** As genisoimage writes it, for 300 blocks with the root at block 23. */
    private static ByteBuffer good() {
        ByteBuffer s = ByteBuffer.allocate(VolumeDescriptor.LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        s.put(0, (byte) VolumeDescriptor.PRIMARY).put(1, VolumeDescriptor.STANDARD_IDENTIFIER);
        s.put(40, "A LABEL                         ".getBytes(StandardCharsets.US_ASCII));
        s.putInt(80, 300);
        s.putShort(128, (short) 2048);
        s.put(813, "2026020304050607".getBytes(StandardCharsets.US_ASCII));
        s.put(830, "0000000000000000".getBytes(StandardCharsets.US_ASCII));
        s.put(ROOT, (byte) 34).putInt(ROOT + 2, 23).putInt(ROOT + 10, 2048);
        s.put(ROOT + 18, new byte[] {126, 2, 3, 4, 5, 6, 4});
        s.put(ROOT + 25, (byte) DirectoryRecord.FLAG_DIRECTORY).put(ROOT + 32, (byte) 1);
        return s;
    }

    private static VolumeDescriptor parse(ByteBuffer bytes) throws Exception {
        return VolumeDescriptor.parse(StructView.littleEndian("iso9660 volume descriptor", bytes));
    }

    @Test
    void aGoodOneIsRead() throws Exception {
        VolumeDescriptor volume = parse(good());
        assertThat(volume.label()).contains("A LABEL");
        assertThat(volume.blocks()).isEqualTo(300);
        assertThat(volume.joliet()).isZero();
        assertThat(volume.date()).contains("2026-02-03-04-05-06-07");
        assertThat(volume.root().extent()).isEqualTo(23);
        assertThat(volume.root().isDot()).isTrue();
        assertThat(volume.root().recorded()).isEqualTo(Instant.parse("2026-02-03T03:05:06Z"));
    }

    @Test
    void jolietIsKnownByItsEscapeSequence() throws Exception {
        ByteBuffer bytes = good().put(0, (byte) VolumeDescriptor.SUPPLEMENTARY);
        assertThat(parse(bytes).joliet()).isZero();
        bytes.put(88, new byte[] {'%', '/', 'E'}).put(40, "\0N\0a\0m\0e\0\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(parse(bytes).joliet()).isEqualTo(3);
        assertThat(parse(bytes).label()).contains("Name");
        assertThat(parse(good().put(88, new byte[] {'%', '/', 'E'})).joliet())
                .as("of a primary one")
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({"0", "256", "1000", "4096"})
    void otherBlocksAreRefusedByName(int size) {
        assertThatThrownBy(() -> parse(good().putShort(128, (short) size)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("iso9660 with logical blocks of %d bytes; 512, 1024 and 2048 are read".formatted(size));
    }

    @ParameterizedTest
    @CsvSource({"0", "2", "255"})
    void theNameLiesInsideOfItsRecord(int length) {
        assertThatThrownBy(() -> parse(good().put(ROOT + 32, (byte) length)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith(
                        "iso9660 root directory record: length of file identifier at +0x20 is %d, expected 1..1"
                                .formatted(length));
    }

    @Test
    void aRecordHasAtLeastItsFixedPart() {
        StructView short33 = StructView.littleEndian("iso9660 directory record", ByteBuffer.allocate(33));
        assertThatThrownBy(() -> DirectoryRecord.parse(short33, 0))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("iso9660 directory record: length at +0x0 is 33, expected 34 or more");
    }

    @Test
    void anExtentBeginsBehindItsAttributes() throws Exception {
        assertThat(parse(good().put(ROOT + 1, (byte) 2)).root().extent()).isEqualTo(25);
        assertThat(parse(good().putInt(ROOT + 2, -1).put(ROOT + 1, (byte) -1))
                        .root()
                        .extent())
                .as("unsigned")
                .isEqualTo(0xffff_ffffL + 255);
    }
}
