package io.guestkit.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.image.Run;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images that are one sparse extent. */
class VmdkImageTest {

    private static final int GRAIN = SparseBuilder.GRAIN;
    private static final int SECTOR = SparseBuilder.SECTOR;
    /** Two grain tables. */
    private static final long CAPACITY = 512;

    private static final long DISK = CAPACITY * SECTOR;

    private static DiskImage open(byte[] file) throws IOException {
        return new VmdkDriver().open(new BytesSource(file), ImageOpener.NONE, ImageOptions.DEFAULT);
    }

    private static DiskImage open(SparseBuilder builder) throws IOException {
        return open(builder.build());
    }

    private static SparseBuilder disk() {
        return SparseBuilder.monolithic(CAPACITY);
    }

    @Test
    void neighbouringGrainsAreOneRun() throws Exception {
        DiskImage image = open(disk().grain(4, 1).grain(5, 2).grain(9, 3));
        assertThat(image.size()).isEqualTo(DISK);
        assertThat(image.run(0, DISK)).isEqualTo(new Run.Unallocated(0, 4 * GRAIN));
        Run run = image.run(4 * GRAIN + 7, DISK - 4 * GRAIN - 7);
        assertThat(run).isInstanceOf(Run.Data.class);
        assertThat(run.end()).isEqualTo(6 * GRAIN);
        assertThat(((Run.Data) run).fileOffset()).isEqualTo(SparseBuilder.FIRST_GRAIN * SECTOR + 7);
    }

    @Test
    void grainsThatAreNotNeighboursInTheFileAreTwoRuns() throws Exception {
        DiskImage image = open(disk().grain(5, 2).grain(4, 1).grain(127, 3).grain(128, 4));
        assertThat(image.run(4 * GRAIN, 2 * GRAIN).end()).isEqualTo(5 * GRAIN);
        byte[] all = image.readBytes(0, (int) DISK);
        assertThat(all[5 * GRAIN - 1]).isEqualTo((byte) 1);
        assertThat(all[5 * GRAIN]).isEqualTo((byte) 2);
        assertThat(all[128 * GRAIN - 1]).isEqualTo((byte) 3);
        assertThat(all[128 * GRAIN]).isEqualTo((byte) 4);
        assertThat(all[129 * GRAIN]).isZero();
    }

    @Test
    void tablesThatAreNotThereAreOneHole() throws Exception {
        DiskImage image = open(disk().directory(0, 0).directory(1, 0));
        assertThat(image.run(100, DISK - 100)).isEqualTo(new Run.Unallocated(100, DISK - 100));
    }

    @Test
    void anEntryOfOneIsZerosOnlyWhereTheHeaderSaysSo() throws Exception {
        DiskImage zeroed = open(disk().u32(0x04, 2).u32(0x08, 5).entry(3, 1).entry(4, 1));
        assertThat(zeroed.run(3 * GRAIN, DISK - 3 * GRAIN))
                .isEqualTo(new Run.Zero(3 * GRAIN, 2 * GRAIN, OptionalLong.empty()));
        DiskImage plain = open(disk().entry(3, 1));
        assertThat(plain.readBytes(3 * GRAIN, 6)).containsExactly('#', ' ', 'D', 'i', 's', 'k');
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void compressedGrainsWithAndWithoutFooter(boolean footer) throws Exception {
        byte[] noise = new byte[GRAIN];
        new Random(1).nextBytes(noise);
        byte[] text = new byte[GRAIN];
        Arrays.fill(text, (byte) 't');
        SparseBuilder builder = disk().stream().compressed(3, noise).compressed(4, text);
        DiskImage image = open(footer ? builder.buildWithFooter() : builder.build());
        assertThat(image.readBytes(3 * GRAIN, GRAIN)).isEqualTo(noise);
        assertThat(image.readBytes(4 * GRAIN - 10, 20)).startsWith(Arrays.copyOfRange(noise, GRAIN - 10, GRAIN));
        Run.Compressed run = (Run.Compressed) image.run(3 * GRAIN + 100, DISK - 3 * GRAIN - 100);
        assertThat(run.unitPosition()).isEqualTo(3 * GRAIN);
        assertThat(run.length()).isEqualTo(GRAIN - 100);
        assertThat(image.warnings()).isEmpty();
        assertThat(image.info().details().get("extents").toString()).contains("compressed=true");
    }

    @Test
    void compressedGrainsWithoutMarkers() throws Exception {
        byte[] text = new byte[GRAIN];
        Arrays.fill(text, (byte) 't');
        DiskImage image = open(disk().u32(0x08, 0x1_0001).u16(0x4d, 1).stored(3, SparseBuilder.deflated(text)));
        assertThat(image.readBytes(3 * GRAIN, GRAIN)).isEqualTo(text);
    }

    @Test
    void theLastGrainOfAStreamMayBeCompressedShort() throws Exception {
        byte[] sector = new byte[SECTOR];
        Arrays.fill(sector, (byte) 9);
        DiskImage image = open(SparseBuilder.monolithic(CAPACITY - 1).stream().compressed(255, sector));
        assertThat(image.size()).isEqualTo(DISK - SECTOR);
        assertThat(image.readBytes(DISK - GRAIN, SECTOR)).isEqualTo(sector);
        assertThatThrownBy(() -> open(disk().stream().compressed(3, sector)).readBytes(3 * GRAIN, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("ends 512 bytes early");
    }

    @Test
    void aMarkerOfAnotherGrainIsAWarning() throws Exception {
        SparseBuilder builder = disk().stream().compressed(3, new byte[GRAIN]);
        int stored = builder.nextSector();
        DiskImage image = open(builder.entry(9, stored - 1).entry(3, 0));
        assertThat(image.readBytes(9 * GRAIN, 1)).containsExactly(0);
        assertThat(image.readBytes(9 * GRAIN, 1)).containsExactly(0);
        assertThat(image.warnings())
                .extracting(Warning::message)
                .singleElement()
                .asString()
                .contains("says sector 6");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2 * GRAIN + 1, 600, -1})
    void aMarkerWithAnImpossibleSizeIsRefused(int size) throws Exception {
        byte[] file = disk().stream().compressed(3, new byte[GRAIN]).build();
        java.nio.ByteBuffer.wrap(file)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(SparseBuilder.FIRST_GRAIN * SECTOR + 8, size);
        assertThatThrownBy(() -> open(file).readBytes(3 * GRAIN, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("VMDK grain marker: size at +0x8");
    }

    @Test
    void aMalformedStreamIsCorruptData() throws Exception {
        byte[] file = disk().stream().compressed(3, new byte[GRAIN]).build();
        Arrays.fill(file, SparseBuilder.FIRST_GRAIN * SECTOR + 12, file.length, (byte) 0xff);
        assertThatThrownBy(() -> open(file).readBytes(3 * GRAIN, 1)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void whatIsCutOffTheLastGrainReadsAsZeros() throws Exception {
        byte[] file = disk().grain(0, 7).build();
        byte[] read = open(Arrays.copyOf(file, file.length - 100)).readBytes(0, GRAIN);
        assertThat(read[GRAIN - 101]).isEqualTo((byte) 7);
        assertThat(Arrays.copyOfRange(read, GRAIN - 100, GRAIN)).containsOnly(0);
    }

    @Test
    void whatLiesBehindTheEndOfTheFileIsRefused() throws Exception {
        assertThatThrownBy(() -> open(disk().entry(0, -1)).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("VMDK grain table: the grain for guest position 0")
                .hasMessageContaining("truncated");
        assertThatThrownBy(() -> open(disk().directory(0, -1)).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("VMDK grain table: 512 bytes");
        DiskImage noDirectory = open(disk().u64(0x38, 1 << 20));
        assertThat(noDirectory.info().virtualSize()).isEqualTo(DISK);
        assertThatThrownBy(() -> noDirectory.readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("grain directory");
        assertThatThrownBy(() -> open(disk().u64(0x40, 1 << 20)).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("overHead");
    }

    @Test
    void theRedundantDirectoryServesWhereThePrimaryIsNot() throws Exception {
        SparseBuilder lost = disk().grain(5, 8).u64(0x38, 1 << 20).u64(0x30, SparseBuilder.DIRECTORY);
        DiskImage image = open(lost.u32(0x08, 3));
        assertThat(image.readBytes(5 * GRAIN, 1)).containsExactly(8);
        assertThat(image.warnings()).extracting(Warning::message).anyMatch(m -> m.contains("redundant one is used"));
        assertThatThrownBy(() -> open(lost.u32(0x08, 1)).readBytes(0, 1)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void anUncleanShutdownIsAWarning() throws Exception {
        DiskImage image = open(disk().u8(0x48, 1).grain(0, 5));
        assertThat(image.info().dirty()).isTrue();
        assertThat(image.warnings()).extracting(Warning::message).anyMatch(m -> m.contains("uncleanShutdown"));
        assertThat(image.readBytes(0, 1)).containsExactly(5);
    }

    @Test
    void theDescriptorKnowsTheSizeOfADiskThatIsNoMultipleOfTheGrain() throws Exception {
        String line = "version=1\nCID=1\nRW %d SPARSE \"x\"\n";
        DiskImage rounded = open(new SparseBuilder(CAPACITY).descriptor(line.formatted(CAPACITY - 1)));
        assertThat(rounded.size()).isEqualTo(DISK - SECTOR);
        assertThat(rounded.warnings()).isEmpty();
        DiskImage other = open(new SparseBuilder(CAPACITY).descriptor(line.formatted(CAPACITY - 2)));
        assertThat(other.size()).isEqualTo(DISK);
        assertThat(other.warnings()).extracting(Warning::message).anyMatch(m -> m.contains("the header is believed"));
    }

    @Test
    void compressionMethodsThatNobodyKnowsAreNamed() throws Exception {
        DiskImage image = open(disk().u16(0x4d, 7));
        assertThat(image.info().virtualSize()).isEqualTo(DISK);
        assertThatThrownBy(() -> image.readBytes(0, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("compressAlgorithm 7");
        assertThatThrownBy(() ->
                        open(disk().stream().u64(0x14, 1 << 20).u64(0x40, 0)).readBytes(0, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("compressed grains of 1048576 sectors");
    }

    @Test
    void anExtentWithoutDescriptorIsNoDisk() throws Exception {
        DiskImage image = open(new SparseBuilder(CAPACITY).grain(0, 1));
        assertThat(image.info().virtualSize()).isEqualTo(DISK);
        assertThatThrownBy(() -> image.readBytes(0, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("without its descriptor");
        // as QEMU writes them: room for a descriptor, and nothing in it
        assertThatThrownBy(
                        () -> open(new SparseBuilder(CAPACITY).descriptor("")).readBytes(0, 1))
                .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void twoExtentsInADescriptorThatIsInOneAreRefused() throws Exception {
        DiskImage image = open(disk().descriptor("version=1\nRW 2 SPARSE \"a\"\nRW 510 SPARSE \"b\"\n"));
        assertThatThrownBy(() -> image.readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("describes 2 extents");
    }

    @Test
    void aDeltaThatDoesNotNameItsParentReadsOnlyWhatItHas() throws Exception {
        DiskImage image = open(disk().descriptor("version=1\nCID=1\nparentCID=12345678\nRW 512 SPARSE \"x\"\n")
                .grain(0, 1));
        assertThat(image.readBytes(0, 1)).containsExactly(1);
        assertThatThrownBy(() -> image.readBytes(GRAIN, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("parentCID is 12345678");
        DiskImage virtualBox = open(disk().descriptor("version=1\nCID=1\nparentCID=ffffffff\nRW 512 SPARSE \"x\"\n"
                        + "ddb.uuid.parent=\"6b2a0b3c-0000-0000-0000-000000000000\"\n")
                .grain(0, 1));
        assertThatThrownBy(() -> virtualBox.readBytes(GRAIN, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("UUID 6b2a0b3c");
        DiskImage base = open(disk().descriptor("version=1\nCID=1\nparentCID=ffffffff\nRW 512 SPARSE \"x\"\n"
                + "ddb.uuid.parent=\"00000000-0000-0000-0000-000000000000\"\n"));
        assertThat(base.readBytes(GRAIN, 1)).containsExactly(0);
    }

    @Test
    void whatQemuImgInfoTellsIsTold() throws Exception {
        assertThat(open(disk()).info().details().toString())
                .isEqualTo("{cid=195939070, parent-cid=4294967295, create-type=monolithicSparse, "
                        + "extents=[{virtual-size=262144, filename=, cluster-size=1024, format=}]}");
    }

    @Test
    void readsOutsideTheDiskAreEndOfFile() throws Exception {
        DiskImage image = open(disk().grain(0, 5));
        assertThatThrownBy(() -> image.readBytes(DISK - 1, 2)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> image.readBytes(-1, 1)).isInstanceOf(EOFException.class);
    }

    @Test
    void thereAreNoInternalSnapshots() {
        assertThatThrownBy(() -> new VmdkDriver()
                        .open(
                                new BytesSource(disk().build()),
                                ImageOpener.NONE,
                                new ImageOptions(java.util.Optional.of("s"))))
                .isInstanceOf(UnsupportedFeatureException.class);
    }
}
