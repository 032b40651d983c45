package io.guestkit.image.vhdx;

import static io.guestkit.image.vhdx.VhdxBuilder.BLOCK;
import static io.guestkit.image.vhdx.VhdxBuilder.METADATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.image.Run;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VhdxImageTest {

    private static final int DISK = 8 * BLOCK;
    private static final UUID BASE = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    @TempDir
    Path folder;

    static DiskImage open(byte[] file) throws IOException {
        return new VhdxDriver().open(new BytesSource(file), ImageOpener.NONE, ImageOptions.DEFAULT);
    }

    static VhdxBuilder dynamic() {
        return new VhdxBuilder(DISK, 512, false);
    }

    @Test
    void everyStateOfABlock() throws Exception {
        DiskImage image = open(dynamic()
                .block(1, 6, 1)
                .block(2, 6, 2)
                .block(0, 6, 3)
                .entry(4, 1)
                .entry(5, 1)
                .entry(6, 2)
                .entry(7, 3)
                .build());
        assertThat(image.run(0, DISK).end()).isEqualTo(BLOCK);
        Run.Data data = (Run.Data) image.run(BLOCK + 7, DISK - BLOCK - 7);
        assertThat(data.end()).isEqualTo(3 * BLOCK);
        assertThat(data.fileOffset()).isEqualTo(4 * BLOCK + 7);
        assertThat(image.run(3 * BLOCK, 5 * BLOCK)).isEqualTo(new Run.Unallocated(3 * BLOCK, BLOCK));
        assertThat(image.run(4 * BLOCK, 4 * BLOCK)).isEqualTo(new Run.Zero(4 * BLOCK, 2 * BLOCK, OptionalLong.empty()));
        assertThat(image.run(6 * BLOCK, 2 * BLOCK)).isEqualTo(new Run.Zero(6 * BLOCK, BLOCK, OptionalLong.empty()));
        byte[] read = image.readBytes(0, DISK);
        for (int block = 0; block < 8; block++) {
            int expected = new int[] {3, 1, 2, 0, 0, 0, 0, 0}[block];
            assertThat(read[block * BLOCK]).isEqualTo((byte) expected);
            assertThat(read[block * BLOCK + BLOCK - 1]).isEqualTo((byte) expected);
        }
        assertThat(image.info().details())
                .containsEntry("subformat", "dynamic")
                .containsEntry("creator", "guestkit")
                .containsEntry("logical-sector-size", 512);
        assertThat(image.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 7, 6, (1L << 20) | 0, (3L << 20) | 6, (2L << 20) | 6, 1L << 63 | 6, (100L << 20) | 6})
    void entriesThatCannotBeAreRefused(long entry) throws Exception {
        DiskImage image = open(dynamic().entry(0, entry).build());
        if ((entry & 7) == 0) {
            assertThat(image.readBytes(0, 1)).containsExactly(0); // the offset means nothing there
            return;
        }
        assertThatThrownBy(() -> image.readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("the entry of block 0 is 0x");
    }

    @Test
    void bitmapEntriesStandBetweenChunks() throws Exception {
        // sectors of 512 bytes and blocks of 1 MiB: 4096 blocks to a chunk
        DiskImage image = open(new VhdxBuilder(5000L * BLOCK, 512, false)
                .block(4095, 6, 1)
                .block(4097, 6, 2)
                .build());
        assertThat(image.readBytes(4095L * BLOCK, 1)).containsExactly(1);
        assertThat(image.readBytes(4096L * BLOCK, 1)).containsExactly(2);
        DiskImage large = open(new VhdxBuilder(40000L * BLOCK, 4096, false)
                .block(32767, 6, 1)
                .block(32769, 6, 2)
                .build());
        assertThat(large.readBytes(32768L * BLOCK - 1, 2)).containsExactly(1, 2);
    }

    @Test
    void theNewestSoundHeaderCounts() throws Exception {
        byte[] newest = dynamic().build();
        byte[] broken = newest.clone();
        broken[VhdxBuilder.HEADER_2 + 0x20] ^= 1;
        assertThat(open(broken).warnings()).extracting(Warning::message).anyMatch(m -> m.contains("header 2"));
        broken[VhdxBuilder.HEADER_1] ^= 1;
        assertThatThrownBy(() -> open(broken))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("the first has no signature, the second has a wrong checksum");
    }

    @Test
    void theSecondRegionTableStandsIn() throws Exception {
        byte[] broken = dynamic().block(0, 6, 9).build();
        broken[VhdxBuilder.REGIONS_1 + 20] ^= 1;
        DiskImage image = open(broken);
        assertThat(image.readBytes(0, 1)).containsExactly(9);
        assertThat(image.warnings()).extracting(Warning::message).anyMatch(m -> m.contains("region table 1"));
        broken[VhdxBuilder.REGIONS_2 + 20] ^= 1;
        assertThatThrownBy(() -> open(broken)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void whatIsUnknownAndRequiredIsNamed() throws Exception {
        assertThatThrownBy(() ->
                        open(dynamic().region(2, BASE, 4 * BLOCK, BLOCK, 1).build()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("unknown region " + BASE);
        assertThatThrownBy(() -> open(dynamic().item(BASE, new byte[8], 4).build()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("unknown system metadata item " + BASE);
        assertThatThrownBy(() -> open(dynamic().item(BASE, new byte[8], 5).build()))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("unknown user metadata item " + BASE);
        assertThat(open(dynamic()
                                .region(2, BASE, 4 * BLOCK, BLOCK, 0)
                                .item(BASE, new byte[8], 0)
                                .build())
                        .size())
                .isEqualTo(DISK);
    }

    @ParameterizedTest
    @CsvSource({
        "0x30010, 0, BAT region",
        "0x30020, 100, FileOffset at +0x10",
        "0x30028, 5, Length at +0x18 is 5",
        "0x30020, 0x200000, overlaps",
        "0x30008, 2048, EntryCount at +0x8 is 2048",
        "0x200000, 0, VHDX metadata table: magic",
        "0x200030, 4, Offset at +0x10 is 4",
        "0x200030, -1, Offset at +0x10 is 4294967295",
        "0x200034, -1, Length at +0x14 is 4294967295",
        "0x200020, 0, file parameters",
        "0x200040, 0, virtual disk size",
        "0x210000, 0x180000, BlockSize at +0x0 is 1572864",
        "0x210000, 512, BlockSize at +0x0 is 512",
        "0x210000, -1, BlockSize at +0x0 is 4294967295",
        "0x210008, 100, VirtualDiskSize at +0x0 is 100",
        "0x21000c, 0x10000, VirtualDiskSize at +0x0",
        "0x21000c, -1, VirtualDiskSize at +0x0",
        "0x21000c, 0x100, BAT region has 1048576 bytes",
        "0x210010, 1024, LogicalSectorSize at +0x0 is 1024",
        "0x20040, 0x20000, VHDX version 2",
        "0x20044, 5, LogLength at +0x44",
        "0x20048, 5, LogOffset at +0x48",
    })
    void aFieldOutOfRangeIsNamed(String offset, String value, String message) {
        VhdxBuilder builder =
                dynamic().u32(Integer.decode(offset), Long.decode(value).intValue());
        // required is what these items are, so without their identity they are unknown
        if (message.equals("file parameters") || message.equals("virtual disk size")) {
            builder.u32(Integer.decode(offset) + 0x18, 0);
        }
        if (message.equals("BAT region")) {
            builder.u32(Integer.decode(offset) + 0x1c, 0);
        }
        assertThatThrownBy(() -> open(builder.build()))
                .isInstanceOf(DiskException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTruncatedFileIsRefusedWhereItIsCut() throws Exception {
        byte[] file = dynamic().block(0, 6, 1).build();
        DiskImage image = open(Arrays.copyOf(file, file.length - 100));
        assertThat(image.readBytes(0, BLOCK - 100)).containsOnly(1);
        assertThatThrownBy(() -> image.readBytes(0, BLOCK)).isInstanceOf(CorruptDataException.class);
        for (int length = 0; length < METADATA + 60000; length += 33333) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> open(cut)).as("cut to %d bytes", length).isInstanceOf(CorruptDataException.class);
        }
    }

    private static VhdxBuilder child(int sectorSize, String... more) {
        String[] texts = Arrays.copyOf(new String[] {"relative_path", ".\\base.vhdx"}, 2 + more.length);
        System.arraycopy(more, 0, texts, 2, more.length);
        return new VhdxBuilder(DISK, sectorSize, true).parent(texts);
    }

    private DiskImage openFile(String name) throws IOException {
        return Disks.openImage(folder.resolve(name), OpenOptions.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 4096})
    void theBitmapChoosesSectorBySector(int sectorSize) throws Exception {
        Files.write(
                folder.resolve("base.vhdx"),
                dynamic()
                        .dataWriteGuid(BASE)
                        .block(0, 6, 1)
                        .block(1, 6, 2)
                        .block(2, 6, 3)
                        .block(3, 6, 4)
                        .build());
        byte[] bitmap = new byte[BLOCK];
        int perBlock = BLOCK / sectorSize;
        int first = perBlock; // the first sector of block 1
        bitmap[first / 8] = 0b0000_0110;
        bitmap[(first + perBlock) / 8 - 1] = (byte) 0x80;
        Files.write(
                folder.resolve("child.vhdx"),
                child(sectorSize, "parent_linkage", "{" + BASE + "}")
                        .block(1, 7, 7)
                        .block(2, 6, 8)
                        .entry(3, 2)
                        .block(4096 * (sectorSize / 512), 6, bitmap)
                        .build());
        try (DiskImage image = openFile("child.vhdx")) {
            assertThat(image.info().backingFile()).contains(".\\base.vhdx");
            byte[] read = image.readBytes(0, DISK);
            assertThat(read[0]).isEqualTo((byte) 1);
            for (int sector = 0; sector < perBlock; sector++) {
                boolean own = sector == 1 || sector == 2 || sector == perBlock - 1;
                byte[] bytes = Arrays.copyOfRange(read, BLOCK + sector * sectorSize, BLOCK + (sector + 1) * sectorSize);
                assertThat(bytes).as("sector %d", sector).containsOnly(own ? 7 : 2);
            }
            assertThat(read[2 * BLOCK]).isEqualTo((byte) 8);
            assertThat(read[3 * BLOCK]).isZero();
            assertThat(image.run(BLOCK + sectorSize + 10, DISK - BLOCK - sectorSize - 10)
                            .length())
                    .isEqualTo(2 * sectorSize - 10);
            assertThat(image.warnings()).isEmpty();
        }
    }

    @Test
    void aPartOfABlockNeedsABitmap() throws Exception {
        DiskImage image = open(
                child(512, "parent_linkage", BASE.toString()).block(0, 7, 7).build());
        assertThatThrownBy(() -> image.readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("entry 4096 for the sector bitmap of block 0");
    }

    @Test
    void theLinkageIsChecked() throws Exception {
        Files.write(
                folder.resolve("base.vhdx"),
                dynamic().dataWriteGuid(new UUID(3, 4)).build());
        Files.write(
                folder.resolve("child.vhdx"),
                child(512, "parent_linkage", "{" + BASE + "}").build());
        try (DiskImage image = openFile("child.vhdx")) {
            assertThatThrownBy(() -> image.readBytes(0, 1))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("expected " + BASE);
        }
        Files.write(
                folder.resolve("child.vhdx"),
                child(512, "parent_linkage", "{" + BASE + "}", "parent_linkage2", "{" + new UUID(3, 4) + "}")
                        .build());
        try (DiskImage image = openFile("child.vhdx")) {
            assertThat(image.readBytes(0, 1)).containsExactly(0);
        }
        Files.delete(folder.resolve("base.vhdx"));
        try (DiskImage image = openFile("child.vhdx")) {
            assertThatThrownBy(() -> image.readBytes(0, 1)).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void badParentLocatorsAreRefused() {
        assertThatThrownBy(() -> open(new VhdxBuilder(DISK, 512, true).build()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("parent locator");
        assertThatThrownBy(() -> open(child(512).build()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("parent_linkage is missing");
        assertThatThrownBy(() -> open(child(512, "parent_linkage", "{nonsense}").build()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("no GUID");
        int locator = METADATA + (64 << 10) + 32;
        byte[][] broken = {
            child(512, "parent_linkage", BASE.toString()).u32(locator, 0).build(),
            child(512, "parent_linkage", BASE.toString()).u32(locator + 16, -1).build(),
            child(512, "parent_linkage", BASE.toString()).u32(locator + 20, -1).build(),
            child(512, "parent_linkage", BASE.toString()).u32(locator + 28, -1).build(),
        };
        for (byte[] file : broken) {
            assertThatThrownBy(() -> open(file))
                    .isInstanceOf(DiskException.class)
                    .hasMessageContaining("parent locator");
        }
    }
}
