package io.guestkit.image.vhd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.image.Run;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VhdImageTest {

    private static final int BLOCK = VhdBuilder.BLOCK;
    private static final int SECTOR = VhdBuilder.SECTOR;
    private static final int DISK = 32 * BLOCK;
    private static final UUID BASE = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    @TempDir
    Path folder;

    static DiskImage open(byte[] file) throws IOException {
        return VhdDriver.BY_HEADER.open(new BytesSource(file), ImageOpener.NONE, ImageOptions.DEFAULT);
    }

    private static VhdBuilder dynamic() {
        return new VhdBuilder(VhdFooter.DYNAMIC, DISK);
    }

    private DiskImage openFile(String name) throws IOException {
        return Disks.openImage(folder.resolve(name), OpenOptions.DEFAULT);
    }

    private void write(String name, VhdBuilder builder) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.write(folder.resolve(name), builder.build());
    }

    @Test
    void unusedBlocksAreOneRunAndBlocksAreSeveral() throws Exception {
        DiskImage image = open(dynamic().block(4, 1).block(5, 2).build());
        assertThat(image.run(0, DISK)).isEqualTo(new Run.Unallocated(0, 4 * BLOCK));
        assertThat(image.run(6 * BLOCK + 5, DISK - 6 * BLOCK - 5))
                .isEqualTo(new Run.Unallocated(6 * BLOCK + 5, 26 * BLOCK - 5));
        Run.Data run = (Run.Data) image.run(4 * BLOCK + 7, 2 * BLOCK);
        assertThat(run.length()).isEqualTo(BLOCK - 7);
        assertThat(run.fileOffset()).isEqualTo(VhdBuilder.FIRST + SECTOR + 7);
        assertThat(image.info().clusterSize()).hasValue(BLOCK);
        assertThat(image.info().details())
                .containsEntry("subformat", "dynamic")
                .containsEntry("creator-application", "win");
    }

    @Test
    void blocksOutOfOrderAreReadInOneGo() throws Exception {
        byte[] read =
                open(dynamic().block(2, 3).block(0, 1).block(1, 2).build()).readBytes(0, 4 * BLOCK);
        for (int block = 0; block < 4; block++) {
            assertThat(Arrays.copyOfRange(read, block * BLOCK, (block + 1) * BLOCK))
                    .containsOnly((block + 1) % 4);
        }
    }

    @Test
    void theBitmapOfADynamicDiskHidesNothing() throws Exception {
        assertThat(open(dynamic().block(0, 7, 0).build()).readBytes(0, BLOCK)).containsOnly(7);
    }

    @Test
    void aFixedDiskIsRawBytesBeforeAFooter() throws Exception {
        byte[] content = new byte[10 * SECTOR];
        Arrays.fill(content, (byte) 9);
        Files.write(folder.resolve("fixed.vhd"), VhdBuilder.fixed(content).build());
        try (DiskImage image = openFile("fixed.vhd")) {
            assertThat(image.info().format()).isEqualTo(DiskFormat.VHD);
            assertThat(image.readBytes(0, content.length)).isEqualTo(content);
        }
        try (DiskImage raw =
                Disks.openImage(folder.resolve("fixed.vhd"), OpenOptions.DEFAULT.withFormat(DiskFormat.RAW))) {
            assertThat(raw.size()).isEqualTo(content.length + 512);
        }
    }

    @Test
    void aFixedDiskThatWasCutShortSaysSo() throws Exception {
        byte[] file = VhdBuilder.fixed(new byte[10 * SECTOR]).build();
        byte[] cut = Arrays.copyOfRange(file, SECTOR, file.length);
        DiskImage image = VhdDriver.BY_FOOTER.open(new BytesSource(cut), ImageOpener.NONE, ImageOptions.DEFAULT);
        assertThat(image.readBytes(0, 9 * SECTOR)).containsOnly(0);
        assertThatThrownBy(() -> image.readBytes(9 * SECTOR, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("truncated");
    }

    @Test
    void aHeaderWithAWrongChecksumIsUsedWithAWarning() throws Exception {
        byte[] file = dynamic().block(0, 1).build();
        file[512 + 0x24] ^= 1;
        DiskImage image = open(file);
        assertThat(image.readBytes(0, 1)).containsExactly(1);
        assertThat(image.warnings()).extracting(Warning::message).anyMatch(m -> m.contains("dynamic disk header"));
    }

    @Test
    void blocksOutsideOfTheFileAreRefused() {
        assertThatThrownBy(() -> open(dynamic().entry(0, 0xfffffffe).build()).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("entry 0 is sector 0xfffffffe, behind the end");
        byte[] file = dynamic().block(0, 1).build();
        int footer = file.length - 512;
        byte[] cut = Arrays.copyOf(file, footer - SECTOR);
        assertThatThrownBy(() -> open(cut).readBytes(0, BLOCK))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("truncated");
    }

    @Test
    void blocksOnTopOfTheTablesAreRefused() {
        for (int sector = 0; sector < VhdBuilder.FIRST / SECTOR; sector++) {
            byte[] file = dynamic().block(1, 1).entry(0, sector).build();
            assertThatThrownBy(() -> open(file).readBytes(0, 1))
                    .as("sector %d", sector)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("on top of");
        }
    }

    @Test
    void aTableThatTheFileCannotHoldIsRefusedBeforeItIsRead() throws Exception {
        DiskImage image = open(dynamic().header(0x1c, -1).build());
        assertThatThrownBy(() -> image.readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("4294967295 entries at 0x600 end behind the file");
        DiskImage elsewhere = open(dynamic().header64(0x10, Long.MAX_VALUE).build());
        assertThatThrownBy(() -> elsewhere.readBytes(0, 1)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void theHeaderMayStandAnywhereButMustBeThere() {
        assertThatThrownBy(() -> open(dynamic().footer(0x10, 1).build())).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> open(dynamic().footer(0x10, -1).build())).isInstanceOf(CorruptDataException.class);
    }

    private static VhdBuilder child() {
        return new VhdBuilder(VhdFooter.DIFFERENCING, DISK).parent(BASE, "base.vhd");
    }

    private void writeBase() throws IOException {
        write("base.vhd", dynamic().id(BASE).block(0, 1).block(1, 2).block(2, 3));
    }

    @Test
    void theBitmapOfADifferencingDiskChooses() throws Exception {
        writeBase();
        write("child.vhd", child().block(1, 7, 0b0110_0001).block(3, 8));
        try (DiskImage image = openFile("child.vhd")) {
            assertThat(image.info().backingFile()).contains("base.vhd");
            assertThat(image.info().backingFormat()).contains("vpc");
            assertThat(image.info().details()).containsEntry("subformat", "differencing");
            byte[] read = image.readBytes(0, 4 * BLOCK);
            StringBuilder sectors = new StringBuilder();
            for (int sector = 0; sector < 32; sector++) {
                byte[] bytes = Arrays.copyOfRange(read, sector * SECTOR, (sector + 1) * SECTOR);
                assertThat(bytes).containsOnly(bytes[0]);
                sectors.append(bytes[0]);
            }
            assertThat(sectors).hasToString("11111111" + "27722227" + "33333333" + "88888888");
            assertThat(image.run(BLOCK + 10, 4 * BLOCK)).isEqualTo(new Run.Unallocated(BLOCK + 10, SECTOR - 10));
            assertThat(image.run(BLOCK + SECTOR + 10, 4 * BLOCK).length()).isEqualTo(2 * SECTOR - 10);
            assertThat(image.warnings()).isEmpty();
        }
    }

    @Test
    void aParentWithAnotherIdIsRefused() throws Exception {
        write("base.vhd", dynamic().id(new UUID(5, 6)));
        write("child.vhd", child());
        try (DiskImage image = openFile("child.vhd")) {
            assertThatThrownBy(() -> image.readBytes(0, 1))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("unique id 00000000-0000-0005-0000-000000000006, expected " + BASE);
        }
    }

    @Test
    void everyKindOfNameLeadsToTheParent() throws Exception {
        write("disks/base.vhd", dynamic().id(BASE).block(0, 1));
        Object[][] names = {
            {"W2ru", ".\\disks\\base.vhd", StandardCharsets.UTF_16LE},
            {"Wi2r", "disks\\base.vhd", StandardCharsets.US_ASCII},
        };
        for (Object[] name : names) {
            byte[] bytes = ((String) name[1]).getBytes((java.nio.charset.Charset) name[2]);
            write("child.vhd", child().parent(BASE, "elsewhere.vhd").locator(3, (String) name[0], bytes));
            try (DiskImage image = openFile("child.vhd")) {
                assertThat(image.readBytes(0, 1)).as((String) name[0]).containsExactly(1);
            }
        }
        writeBase();
        Object[][] absolute = {
            {"W2ku", "C:\\Disks\\base.vhd", StandardCharsets.UTF_16LE},
            {"MacX", "file://localhost/Disks/b%61se.vhd", StandardCharsets.UTF_8},
            {"Wi2k", "D:\\base.vhd", StandardCharsets.US_ASCII},
        };
        for (Object[] name : absolute) {
            byte[] bytes = ((String) name[1]).getBytes((java.nio.charset.Charset) name[2]);
            write("child.vhd", child().parent(BASE, "elsewhere.vhd").locator(0, (String) name[0], bytes));
            try (DiskImage image = openFile("child.vhd")) {
                assertThat(image.readBytes(0, 1)).as((String) name[0]).containsExactly(1);
            }
        }
    }

    @Test
    void aNameThatLeadsOutOfTheFolderIsRefused() throws Exception {
        write("base.vhd", dynamic().id(BASE));
        write(
                "inner/child.vhd",
                child().parent(BASE, "").locator(0, "W2ru", "..\\base.vhd".getBytes(StandardCharsets.UTF_16LE)));
        try (DiskImage image = openFile("inner/child.vhd")) {
            assertThatThrownBy(() -> image.readBytes(0, 1)).isInstanceOf(AccessDeniedException.class);
        }
        OpenOptions allowed = OpenOptions.DEFAULT.withAllowedPaths(java.util.List.of(folder));
        try (DiskImage image = Disks.openImage(folder.resolve("inner/child.vhd"), allowed)) {
            assertThat(image.readBytes(0, 1)).containsExactly(0);
        }
    }

    @Test
    void aMissingParentAndACircleAreErrors() throws Exception {
        write("child.vhd", child());
        try (DiskImage image = openFile("child.vhd")) {
            assertThatThrownBy(() -> image.readBytes(0, 1)).isInstanceOf(NoSuchFileException.class);
        }
        write("base.vhd", child().id(BASE).parent(BASE, "base.vhd"));
        try (DiskImage image = openFile("child.vhd")) {
            assertThatThrownBy(() -> image.readBytes(0, 1))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("circle");
        }
    }

    @Test
    void hostileLocatorsAreRefused() {
        assertThatThrownBy(() -> open(child().locator(0, "W2ru", new byte[4])
                        .header(0x248, 1 << 30)
                        .build()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("platform_data_length is 1073741824");
        assertThatThrownBy(() -> open(child().locator(0, "W2ru", new byte[4])
                        .header64(0x250, -5)
                        .build()))
                .isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> open(child().parent(BASE, "")
                        .header64(0x40, 0)
                        .header64(0x48, 0)
                        .header64(0x50, 0)
                        .build()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("does not name its parent");
    }
}
