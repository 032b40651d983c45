package io.guestkit.image.vdi;

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
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VdiImageTest {

    private static final int BLOCK = VdiBuilder.BLOCK;
    private static final int DISK = VdiBuilder.BLOCKS * BLOCK;
    private static final UUID BASE = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
    private static final UUID STATE = UUID.fromString("fedcba98-7654-3210-fedc-ba9876543210");

    @TempDir
    Path folder;

    private static DiskImage open(VdiBuilder builder) throws IOException {
        return open(builder.build());
    }

    private static DiskImage open(byte[] file) throws IOException {
        return new VdiDriver().open(new BytesSource(file), ImageOpener.NONE, ImageOptions.DEFAULT);
    }

    private static VdiBuilder dynamic() {
        return new VdiBuilder(VdiHeader.DYNAMIC);
    }

    private static VdiBuilder child() {
        return new VdiBuilder(VdiHeader.DIFFERENCING).uuid(0x1a8, BASE).uuid(0x1b8, STATE);
    }

    private DiskImage openFile(String name, Path... allowed) throws IOException {
        return Disks.openImage(folder.resolve(name), OpenOptions.DEFAULT.withAllowedPaths(List.of(allowed)));
    }

    private void write(String name, VdiBuilder builder) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.write(folder.resolve(name), builder.build());
    }

    @ParameterizedTest
    @CsvSource({
        "0x40, 0, magic at +0x40",
        "0x48, 383, cbHeader at +0x48 is 383",
        "0x48, -1, cbHeader at +0x48 is 4294967295",
        "0x4c, 0, u32Type at +0x4c is 0",
        "0x4c, 5, u32Type at +0x4c is 5",
        "0x154, 100, offBlocks at +0x154 is 100",
        "0x158, 600, offData at +0x158 is 600",
        "0x168, 4096, cbSector at +0x168 is 4096",
        "0x174, -1, cbDisk at +0x170",
        "0x174, 0x7fffffff, cBlocks at +0x180",
        "0x178, 0, cbBlock at +0x178 is 0",
        "0x178, -1, cbBlock at +0x178 is 4294967295",
        "0x178, 513, cbBlock at +0x178 is 513",
        "0x17c, -1, cbBlockExtra at +0x17c",
        "0x180, 31, cBlocks at +0x180 is 31",
        "0x180, -1, offData at +0x158",
        "0x44, 0x20000, VDI version 2.0",
        "0x44, 1, VDI version 0.1",
    })
    void aFieldOutOfRangeIsNamed(String offset, String value, String message) {
        VdiBuilder builder =
                dynamic().u32(Integer.decode(offset), Long.decode(value).intValue());
        assertThatThrownBy(() -> open(builder))
                .isInstanceOf(DiskException.class)
                .hasMessageContaining(message);
    }

    @Test
    void everyCutOfTheHeaderIsRefused() {
        byte[] whole = dynamic().build();
        for (int length = 0; length < VdiHeader.LENGTH; length += 3) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> open(cut)).as("cut to %d bytes", length).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void theSizeIsRoundedUpToSectors() throws Exception {
        DiskImage image = open(dynamic().u64(0x170, DISK - 1000));
        assertThat(image.size()).isEqualTo(DISK - 512);
        assertThatThrownBy(() -> open(dynamic().u64(0x170, Long.MAX_VALUE))).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void neighboursAreOneRunAndStrangersAreNot() throws Exception {
        DiskImage image = open(dynamic()
                .block(1, 1)
                .block(2, 2)
                .block(0, 3)
                .entry(5, VdiBuilder.ZERO)
                .entry(6, VdiBuilder.ZERO));
        assertThat(image.run(0, DISK).end()).isEqualTo(BLOCK);
        Run.Data data = (Run.Data) image.run(BLOCK + 7, DISK - BLOCK - 7);
        assertThat(data.end()).isEqualTo(3 * BLOCK);
        assertThat(data.fileOffset()).isEqualTo(1024 + 7);
        assertThat(image.run(3 * BLOCK, DISK - 3 * BLOCK)).isEqualTo(new Run.Unallocated(3 * BLOCK, 2 * BLOCK));
        assertThat(image.run(5 * BLOCK, DISK - 5 * BLOCK))
                .isEqualTo(new Run.Zero(5 * BLOCK, 2 * BLOCK, OptionalLong.empty()));
        byte[] read = image.readBytes(0, DISK);
        assertThat(read[0]).isEqualTo((byte) 3);
        assertThat(read[BLOCK]).isEqualTo((byte) 1);
        assertThat(read[2 * BLOCK]).isEqualTo((byte) 2);
        assertThat(Arrays.copyOfRange(read, 3 * BLOCK, DISK)).containsOnly(0);
    }

    @Test
    void extraBytesStandBeforeEachBlock() throws Exception {
        DiskImage image = open(dynamic().extra(512).block(0, 1).block(1, 2));
        assertThat(image.run(0, DISK).end()).isEqualTo(BLOCK);
        byte[] read = image.readBytes(0, 2 * BLOCK);
        assertThat(Arrays.copyOfRange(read, 0, BLOCK)).containsOnly(1);
        assertThat(Arrays.copyOfRange(read, BLOCK, 2 * BLOCK)).containsOnly(2);
    }

    @Test
    void blocksBehindTheEndOfTheFileAreRefused() throws Exception {
        assertThatThrownBy(() -> open(dynamic().entry(0, 0xfffffffd)).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("entry 0 is stored block 4294967293")
                .hasMessageContaining("truncated");
        byte[] file = dynamic().block(0, 1).build();
        DiskImage cut = open(Arrays.copyOf(file, file.length - 100));
        assertThat(cut.readBytes(0, BLOCK - 100)).containsOnly(1);
        assertThatThrownBy(() -> cut.readBytes(0, BLOCK)).isInstanceOf(CorruptDataException.class);
        DiskImage noMap = open(Arrays.copyOf(file, 600));
        assertThatThrownBy(() -> noMap.readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("VDI block map: 32 entries at 0x200");
    }

    @Test
    void anUndoImageTellsWhatItIs() throws Exception {
        DiskImage image = open(new VdiBuilder(VdiHeader.UNDO));
        assertThat(image.info().details()).containsEntry("subformat", "undo");
        assertThatThrownBy(() -> image.readBytes(0, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("undo");
    }

    @Test
    void theParentIsFoundByItsUuid() throws Exception {
        write(
                "some name",
                dynamic()
                        .uuid(0x188, BASE)
                        .uuid(0x198, STATE)
                        .block(0, 1)
                        .block(1, 2)
                        .block(2, 3));
        write("other.vdi", dynamic().block(0, 9));
        Files.write(folder.resolve("short"), new byte[3]);
        Files.createDirectory(folder.resolve("directory"));
        write("child.vdi", child().block(1, 7).entry(2, VdiBuilder.ZERO));
        try (DiskImage image = openFile("child.vdi")) {
            assertThat(image.info().backingFile()).contains("{" + BASE + "}");
            byte[] read = image.readBytes(0, DISK);
            assertThat(read[0]).isEqualTo((byte) 1);
            assertThat(read[BLOCK]).isEqualTo((byte) 7);
            assertThat(read[2 * BLOCK]).isZero();
            assertThat(image.warnings()).isEmpty();
        }
    }

    @Test
    void aParentThatWasModifiedIsAWarning() throws Exception {
        write("base.vdi", dynamic().uuid(0x188, BASE).uuid(0x198, BASE).block(0, 1));
        write("child.vdi", child());
        try (DiskImage image = openFile("child.vdi")) {
            assertThat(image.readBytes(0, 1)).containsExactly(1);
            assertThat(image.warnings()).extracting(Warning::message).anyMatch(m -> m.contains("was modified"));
        }
    }

    @Test
    void theParentOfASnapshotFolderHasToBeAllowed() throws Exception {
        write("base.vdi", dynamic().uuid(0x188, BASE).uuid(0x198, STATE).block(0, 1));
        write("Snapshots/child.vdi", child());
        try (DiskImage image = openFile("Snapshots/child.vdi")) {
            assertThatThrownBy(() -> image.readBytes(0, 1))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("parent {" + BASE + "}");
        }
        try (DiskImage image = openFile("Snapshots/child.vdi", folder)) {
            assertThat(image.readBytes(0, 1)).containsExactly(1);
        }
    }

    @Test
    void aLinkThatLeadsElsewhereIsNotFollowed() throws Exception {
        write("outside/base.vdi", dynamic().uuid(0x188, BASE).block(0, 1));
        write("inside/child.vdi", child());
        Files.createSymbolicLink(folder.resolve("inside/base.vdi"), folder.resolve("outside/base.vdi"));
        try (DiskImage image = openFile("inside/child.vdi")) {
            assertThatThrownBy(() -> image.readBytes(0, 1)).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void twoParentsAreOneTooMany() throws Exception {
        write("base.vdi", dynamic().uuid(0x188, BASE));
        write("copy of base.vdi", dynamic().uuid(0x188, BASE));
        write("child.vdi", child());
        try (DiskImage image = openFile("child.vdi")) {
            assertThatThrownBy(() -> image.readBytes(0, 1))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("leave only one");
        }
    }

    @Test
    void aCircleIsCut() throws Exception {
        write("child.vdi", child().uuid(0x188, BASE));
        try (DiskImage image = openFile("child.vdi")) {
            assertThatThrownBy(() -> image.readBytes(0, 1))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("circle");
        }
    }

    @Test
    void aChildWithoutParentIsCorrupt() {
        assertThatThrownBy(() -> open(child().uuid(0x1a8, VdiHeader.NIL)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("uuidLinkage at +0x1a8");
        assertThatThrownBy(() -> open(child()).readBytes(0, 1)).isInstanceOf(NoSuchFileException.class);
    }
}
