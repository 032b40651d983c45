package io.guestkit.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.image.Run;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of several files, and chains of images. */
class ExtentListTest {

    private static final int SECTOR = 512;

    private final Directory directory = new Directory();

    private DiskImage described(String lines) throws Exception {
        return directory
                .with("disk.vmdk", "# Disk DescriptorFile\nversion=1\nCID=1\n" + lines)
                .image("disk.vmdk");
    }

    private static byte[] filled(int sectors, int fill) {
        byte[] bytes = new byte[sectors * SECTOR];
        Arrays.fill(bytes, (byte) fill);
        return bytes;
    }

    @Test
    void extentsFollowEachOther() throws Exception {
        directory
                .with("a", filled(6, 1))
                .with("s", new SparseBuilder(4).grain(1, 2).build())
                .with("v", filled(1, 3));
        DiskImage image = described("createType=\"custom\"\nRDONLY 2 FLAT \"a\" 4\nRW 0 FLAT \"nothing\" 0\n"
                + "RW 4 SPARSE \"s\"\nRW 3 ZERO\nRW 1 VMFS \"v\"\n");
        assertThat(image.size()).isEqualTo(10 * SECTOR);
        byte[] all = image.readBytes(0, 10 * SECTOR);
        int[] fills = {1, 1, 0, 0, 2, 2, 0, 0, 0, 3};
        for (int sector = 0; sector < fills.length; sector++) {
            assertThat(Arrays.copyOfRange(all, sector * SECTOR, (sector + 1) * SECTOR))
                    .as("sector %d", sector)
                    .containsOnly(fills[sector]);
        }
        assertThat(image.run(3, 5000).end()).isEqualTo(2 * SECTOR);
        assertThat(image.run(6 * SECTOR, SECTOR)).isEqualTo(new Run.Zero(6 * SECTOR, SECTOR, OptionalLong.empty()));
        assertThat(image.info().clusterSize()).isEmpty();
        assertThat(image.warnings()).isEmpty();
        image.close();
        assertThat(directory.open).isZero();
    }

    @Test
    void anExtentThatCannotBeOpenedIsRefusedWhereItIs() throws Exception {
        directory.with("a", filled(1, 1)).with("text", "not sparse");
        DiskImage image = described("RW 1 FLAT \"a\" 0\nRW 1 FLAT \"/etc/shadow\" 0\nRW 1 SPARSE \"../x\"\n"
                + "RW 1 FLAT \"gone\" 0\nRW 1 SPARSE \"text\"\nNOACCESS 1 FLAT \"a\" 0\nRW 1 VMFSRDM \"a\"\n");
        assertThat(image.size()).isEqualTo(7 * SECTOR);
        assertThat(image.readBytes(0, SECTOR)).containsOnly(1);
        assertThatThrownBy(() -> image.readBytes(SECTOR, 1)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> image.readBytes(2 * SECTOR, 1)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> image.readBytes(3 * SECTOR, 1)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> image.readBytes(4 * SECTOR, 1)).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> image.readBytes(5 * SECTOR, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("NOACCESS");
        assertThatThrownBy(() -> image.readBytes(6 * SECTOR, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("type VMFSRDM");
        assertThat(image.warnings()).hasSize(6);
        image.close();
        assertThat(directory.open).isZero();
    }

    @Test
    void anImageThatCameFromNoFileNamesNothing() throws Exception {
        byte[] text = "version=1\nRW 1 FLAT \"a\" 0\n".getBytes(StandardCharsets.US_ASCII);
        DiskImage image = new VmdkDriver().open(new BytesSource(text), ImageOpener.NONE, ImageOptions.DEFAULT);
        assertThatThrownBy(() -> image.readBytes(0, 1)).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void aFlatFileThatIsCutShortIsReadAsFarAsItGoes() throws Exception {
        directory.with("a", filled(2, 1));
        DiskImage image = described("RW 4 FLAT \"a\" 1\n");
        assertThat(image.readBytes(0, SECTOR)).containsOnly(1);
        assertThatThrownBy(() -> image.readBytes(0, SECTOR + 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("VMDK extent a: guest position 512")
                .hasMessageContaining("truncated");
        DiskImage far = described("RW 4 FLAT \"a\" 18014398509481983\n");
        assertThatThrownBy(() -> far.readBytes(0, 1)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void aSparseFileHasToBeAsLargeAsTheDescriptorSays() throws Exception {
        directory.with("s", new SparseBuilder(4).grain(0, 1).build());
        assertThatThrownBy(() -> described("RW 5 SPARSE \"s\"\n").readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("has room for 2048 bytes, the descriptor expects 2560");
        assertThat(described("RW 3 SPARSE \"s\"\n").warnings()).isEmpty();
        assertThat(described("RW 2 SPARSE \"s\"\n").warnings())
                .extracting(Warning::message)
                .anyMatch(m -> m.contains("uses only 1024"));
        assertThatThrownBy(() -> described("RW 4 SPARSE \"s\" 8\n").readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("offset 8");
    }

    @Test
    void sizesThatOverflowAreRefused() {
        assertThatThrownBy(() -> described("RW 18014398509481983 ZERO\nRW 18014398509481983 ZERO\n"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("more than 2^63-1 bytes");
        assertThat(directory.open).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fullDevice", "partitionedDevice", "vmfsRDM", "vmfsRawDeviceMap"})
    void devicesOfAHostAreRefusedByNameAndNeverAskedFor(String type) throws Exception {
        DiskImage image = described("createType=\"" + type + "\"\nRW 63 FLAT \"/dev/sda\" 0\n");
        assertThat(image.info().virtualSize()).isEqualTo(63 * SECTOR);
        assertThatThrownBy(() -> image.readBytes(0, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(type);
        assertThat(directory.asked).doesNotContain("/dev/sda");
    }

    @Test
    void whatVmwareEncryptedNeedsAKey() throws Exception {
        DiskImage image = described("encryption.keySafe=\"vmware:key/list\"\nRW 1 FLAT \"a\" 0\n");
        assertThat(image.info().encryption()).contains("vmware");
        assertThatThrownBy(() -> image.readBytes(0, 1)).isInstanceOf(KeyRequiredException.class);
    }

    @Test
    void aLaterDescriptorTellsWhatItIs() throws Exception {
        DiskImage image = directory
                .with("d", "# Disk DescriptorFile\nversion=9\nRW 1 ZERO\n")
                .image("d");
        assertThatThrownBy(() -> image.readBytes(0, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void aDescriptorOfNothingIsRefused() {
        assertThatThrownBy(() -> described("createType=\"monolithicFlat\"\n"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("describes no extents");
    }

    @Test
    void aHeaderOfNoCapacityHasTheDescriptorOfOtherFiles() throws Exception {
        directory
                .with("a", filled(1, 4))
                .with(
                        "h",
                        new SparseBuilder(0)
                                .descriptor("version=1\nRW 1 FLAT \"a\" 0\n")
                                .build());
        assertThat(directory.image("h").readBytes(0, SECTOR)).containsOnly(4);
        directory.with(
                "self",
                new SparseBuilder(0)
                        .descriptor("version=1\nRW 1 SPARSE \"self\"\n")
                        .build());
        assertThatThrownBy(() -> directory.image("self").readBytes(0, 1)).isInstanceOf(CorruptDataException.class);
    }

    private static byte[] child(String cid, SparseBuilder builder) {
        return builder.descriptor(
                        "version=1\nCID=2\nparentCID=" + cid + "\nparentFileNameHint=\"base\"\nRW 8 SPARSE \"child\"\n")
                .build();
    }

    @Test
    void aChildShowsItsParentWhereItHasNothing() throws Exception {
        directory
                .with(
                        "base",
                        SparseBuilder.monolithic(8)
                                .grain(0, 1)
                                .grain(1, 2)
                                .grain(2, 3)
                                .build())
                .with(
                        "child",
                        child(
                                "BADCAFE",
                                new SparseBuilder(8).u32(0x08, 5).grain(1, 9).entry(2, 1)));
        DiskImage image = directory.image("child");
        assertThat(image.info().backingFile()).contains("base");
        assertThat(image.info().backingFormat()).contains("vmdk");
        byte[] all = image.readBytes(0, 8 * SECTOR);
        assertThat(new int[] {all[0], all[1024], all[2048], all[3072]}).containsExactly(1, 9, 0, 0);
        image.close();
        assertThat(directory.open).isZero();
    }

    @Test
    void aParentThatWasWrittenToIsRefused() throws Exception {
        directory
                .with("base", SparseBuilder.monolithic(8).grain(0, 1).build())
                .with("child", child("0badcaff", new SparseBuilder(8).grain(1, 9)));
        DiskImage image = directory.image("child");
        assertThat(image.readBytes(1024, 1)).containsExactly(9);
        assertThatThrownBy(() -> image.readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("parentCID is 0badcaff, the parent base has CID 0badcafe");
        image.close();
        assertThat(directory.open).isZero();
    }
}
