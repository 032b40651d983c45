package io.guestkit.image.qcow2;

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
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Qcow2ImageTest {

    private static final int CLUSTER = Qcow2Builder.CLUSTER;
    private static final int DISK = 32 * CLUSTER;

    private static DiskImage open(byte[] file) throws IOException {
        return new Qcow2Driver().open(new BytesSource(file), ImageOpener.NONE, ImageOptions.DEFAULT);
    }

    private static DiskImage open(Qcow2Builder builder) throws IOException {
        return open(builder.build());
    }

    @Test
    void neighbouringClustersAreOneRun() throws Exception {
        DiskImage image = open(new Qcow2Builder(DISK).data(4, 1).data(5, 2).data(9, 3));
        assertThat(image.run(0, DISK)).isEqualTo(new Run.Unallocated(0, 4 * CLUSTER));
        Run run = image.run(4 * CLUSTER + 7, DISK - 4 * CLUSTER - 7);
        assertThat(run).isInstanceOf(Run.Data.class);
        assertThat(run.end()).isEqualTo(6 * CLUSTER);
        assertThat(((Run.Data) run).fileOffset()).isEqualTo(3 * CLUSTER + 7);
    }

    @Test
    void clustersThatAreNotNeighboursInTheFileAreTwoRuns() throws Exception {
        DiskImage image = open(new Qcow2Builder(DISK).data(5, 2).data(4, 1));
        assertThat(image.run(4 * CLUSTER, 2 * CLUSTER).end()).isEqualTo(5 * CLUSTER);
        byte[] both = image.readBytes(4 * CLUSTER, 2 * CLUSTER);
        assertThat(both[CLUSTER - 1]).isEqualTo((byte) 1);
        assertThat(both[CLUSTER]).isEqualTo((byte) 2);
    }

    @Test
    void zeroClustersOfBothKinds() throws Exception {
        Qcow2Builder builder = new Qcow2Builder(DISK).l2(0, 1);
        long reserved = builder.append(new byte[CLUSTER]);
        DiskImage image = open(builder.l2(1, reserved | 1 | Qcow2Builder.COPIED));
        assertThat(image.run(0, CLUSTER)).isEqualTo(new Run.Zero(0, CLUSTER, OptionalLong.empty()));
        assertThat(image.run(CLUSTER, CLUSTER)).isEqualTo(new Run.Zero(CLUSTER, CLUSTER, OptionalLong.of(reserved)));
        assertThat(image.readBytes(0, 2 * CLUSTER)).containsOnly(0);
    }

    @Test
    void aCompressedClusterMayCrossHostClusters() throws Exception {
        byte[] noise = new byte[CLUSTER];
        new Random(1).nextBytes(noise);
        DiskImage image = open(new Qcow2Builder(DISK).compressed(3, noise, 400));
        assertThat(image.readBytes(3 * CLUSTER, CLUSTER)).isEqualTo(noise);
        assertThat(image.readBytes(3 * CLUSTER + 100, 50)).isEqualTo(Arrays.copyOfRange(noise, 100, 150));
        Run.Compressed run = (Run.Compressed) image.run(3 * CLUSTER + 100, DISK - 3 * CLUSTER - 100);
        assertThat(run.unitPosition()).isEqualTo(3 * CLUSTER);
        assertThat(run.length()).isEqualTo(CLUSTER - 100);
    }

    @Test
    void aMalformedStreamIsCorruptData() throws Exception {
        Qcow2Builder builder = new Qcow2Builder(DISK).compressed(0, new byte[CLUSTER], 0);
        byte[] file = builder.build();
        Arrays.fill(file, 3 * CLUSTER, file.length, (byte) 0xff);
        assertThatThrownBy(() -> open(file).readBytes(0, 1)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void whatIsCutOffTheLastClusterReadsAsZeros() throws Exception {
        byte[] file = new Qcow2Builder(DISK).data(0, 7).build();
        DiskImage image = open(Arrays.copyOf(file, file.length - 100));
        byte[] read = image.readBytes(0, CLUSTER);
        assertThat(read[CLUSTER - 101]).isEqualTo((byte) 7);
        assertThat(Arrays.copyOfRange(read, CLUSTER - 100, CLUSTER)).containsOnly(0);
    }

    @Test
    void clustersBehindTheEndOfTheFileAreRefused() {
        assertThatThrownBy(() -> open(new Qcow2Builder(DISK).l2(0, 1L << 40)).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("truncated");
        assertThatThrownBy(() -> open(new Qcow2Builder(DISK).l2(0, Qcow2Builder.COMPRESSED | 1L << 40))
                        .readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("behind the end");
        assertThatThrownBy(() -> open(new Qcow2Builder(DISK).l1(1L << 40)).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("L2 table");
        assertThatThrownBy(
                        () -> open(new Qcow2Builder(DISK).u64(0x28, 1L << 40)).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("L1 table");
    }

    @Test
    void misalignedTablesAndClustersAreRefused() {
        int bits = 14;
        Qcow2Builder big = new Qcow2Builder(DISK).u32(0x14, bits).l1(CLUSTER);
        assertThatThrownBy(() -> open(big).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("no multiple of the cluster size");
    }

    @Test
    void anUnknownIncompatibleFeatureIsNamedFromTheTable() throws Exception {
        byte[] table = new byte[48];
        table[1] = 9;
        System.arraycopy("time travel".getBytes(StandardCharsets.US_ASCII), 0, table, 2, 11);
        DiskImage image = open(new Qcow2Builder(DISK).u64(0x48, 1 << 9).extension(0x6803f857, table));
        assertThat(image.info().virtualSize()).isEqualTo(DISK);
        assertThatThrownBy(() -> image.readBytes(0, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("\"time travel\" (incompatible bit 9)");
    }

    @Test
    void encryptedImagesTellWhatTheyAreButNotWhatTheyHold() throws Exception {
        DiskImage luks = open(new Qcow2Builder(DISK).u32(0x20, 2));
        assertThat(luks.info().encryption()).contains("luks");
        assertThatThrownBy(() -> luks.readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("no header extension says where");
        DiskImage aes = open(new Qcow2Builder(DISK).u32(0x20, 1));
        assertThat(aes.info().encryption()).contains("aes");
        assertThatThrownBy(() -> aes.readBytes(0, 1)).isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void dirtyAndCorruptBitsAreWarnings() throws Exception {
        DiskImage image = open(new Qcow2Builder(DISK).u64(0x48, 3).data(0, 5));
        assertThat(image.info().dirty()).isTrue();
        assertThat(image.warnings()).extracting(Warning::message).anyMatch(m -> m.contains("marked corrupt"));
        assertThat(image.readBytes(0, 1)).containsExactly(5);
    }

    @Test
    void anImageThatCameFromNoFileNamesNothing() throws Exception {
        DiskImage image = open(new Qcow2Builder(DISK).backing("base.qcow2", "qcow2"));
        assertThat(image.info().backingFile()).contains("base.qcow2");
        assertThat(image.info().backingFormat()).contains("qcow2");
        assertThatThrownBy(() -> image.readBytes(0, 1)).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void anExtensionLongerThanTheClusterIsRefused() {
        Qcow2Builder builder = new Qcow2Builder(DISK).u32(104, 0x12345678).u32(108, 1 << 20);
        assertThatThrownBy(() -> open(builder))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("qcow2 header extension: length");
    }

    @Test
    void readsOutsideTheDiskAreEndOfFile() throws Exception {
        DiskImage image = open(new Qcow2Builder(DISK).data(0, 5));
        assertThatThrownBy(() -> image.readBytes(DISK - 1, 2)).isInstanceOf(java.io.EOFException.class);
        assertThatThrownBy(() -> image.readBytes(-1, 1)).isInstanceOf(java.io.EOFException.class);
    }
}
