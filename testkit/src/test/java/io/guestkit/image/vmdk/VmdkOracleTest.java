package io.guestkit.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.Run;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same images through QEMU and through this reader. */
@Tag("oracle")
@Proves(
        area = "vmdk",
        feature = "monolithicSparse, streamOptimized, twoGbMaxExtentSparse and Flat, monolithicFlat, parent chains",
        referee = "qemu-img")
@Proves(area = "vmdk", feature = "COWD (vmfsSparse), seSparse", referee = "qemu-img, on images made by the tests")
class VmdkOracleTest {

    /** Whole grains and parts of them, in another order than that of the disk, on both sides of a grain table's end. */
    private static final String[] WRITES = {
        "-P 1 0 64k", "-P 2 192k 64k", "-P 3 128k 64k", "-P 4 31M 2M", "-P 5 1000000 100000", "-P 6 39M 300k"
    };

    @TempDir
    Path folder;

    @BeforeAll
    static void requireQemu() {
        Tools.requireQemu();
    }

    private static DiskImage open(Path image) throws IOException {
        return Disks.openImage(image, OpenOptions.DEFAULT);
    }

    /** Content by small and by giant reads, map, and what is told of the image. */
    private static void assertSameAsQemu(Path image) throws Exception {
        try (DiskImage disk = open(image)) {
            assertThat(disk.info().format()).isEqualTo(DiskFormat.VMDK);
            String expected = Tools.qemuHash(image);
            assertThat(Tools.hash(disk, 4_001)).as("small reads").isEqualTo(expected);
            assertThat(Tools.hash(disk, (int) Math.max(1, Math.min(disk.size(), 200 << 20))))
                    .as("one giant read")
                    .isEqualTo(expected);
            assertThat(extents(disk)).as("map").isEqualTo(qemuMap(image));
            String info = Tools.run(
                    image.getParent(),
                    "qemu-img",
                    "info",
                    "--output=json",
                    image.getFileName().toString());
            assertThat(disk.size()).isEqualTo(number(info, "virtual-size"));
            Map<String, Object> details = disk.info().details();
            assertThat(details).containsEntry("cid", number(info, "cid"));
            assertThat(details).containsEntry("parent-cid", number(info, "parent-cid"));
            assertThat(info).contains("\"create-type\": \"" + details.get("create-type") + '"');
            long clusterSize = disk.info().clusterSize().orElse(-1);
            assertThat(clusterSize).isEqualTo(info.contains("\"cluster-size\"") ? number(info, "cluster-size") : -1);
        }
    }

    private static long number(String json, String key) {
        Matcher matcher = Pattern.compile("\"" + key + "\": (\\d+)").matcher(json);
        assertThat(matcher.find()).as(key).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    /** Where data is, as qemu-img sees it; what reads as zeros for whatever reason is left away. */
    private static List<String> qemuMap(Path image) throws Exception {
        String map = Tools.run(
                image.getParent(),
                "qemu-img",
                "map",
                "--output=json",
                image.getFileName().toString());
        List<String> data = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"start\": (\\d+), \"length\": (\\d+),.*?\"data\": (true|false)")
                .matcher(map);
        while (matcher.find()) {
            if (matcher.group(3).equals("true")) {
                add(data, Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
            }
        }
        return data;
    }

    private static List<String> extents(DiskImage disk) throws IOException {
        List<String> data = new ArrayList<>();
        for (Extent extent : disk.extents(0, disk.size())) {
            if (extent.kind() == Extent.Kind.DATA) {
                add(data, extent.position(), extent.length());
            }
        }
        return data;
    }

    /** Neighbours are joined, whatever file they are in. */
    private static void add(List<String> data, long start, long length) {
        String[] last = data.isEmpty() ? new String[] {"", ""} : data.getLast().split("-", -1);
        if (last[1].equals(Long.toString(start))) {
            data.set(data.size() - 1, last[0] + '-' + (start + length));
        } else {
            data.add(start + "-" + (start + length));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subformat=monolithicSparse",
                "subformat=monolithicSparse,zeroed_grain=on",
                "subformat=monolithicSparse,compat6=on,adapter_type=lsilogic",
                "subformat=monolithicSparse,hwversion=14,adapter_type=buslogic",
                "subformat=twoGbMaxExtentSparse,adapter_type=legacyESX",
            })
    void sparse(String options) throws Exception {
        assertSameAsQemu(Tools.create(folder, "disk.vmdk", options, "40M", WRITES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"monolithicFlat", "twoGbMaxExtentFlat"})
    void flat(String subformat) throws Exception {
        Path image = Tools.create(folder, "disk.vmdk", "subformat=" + subformat, "40M", WRITES);
        try (DiskImage disk = open(image)) {
            assertThat(Tools.hash(disk, 4_001)).isEqualTo(Tools.qemuHash(image));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"512", "1024", "65536", "10001408", "33554432", "33619968"})
    void sizesThatNeedNotBeWholeGrains(String size) throws Exception {
        long last = Long.parseLong(size) - 512;
        Path image = Tools.create(folder, "disk.vmdk", "subformat=monolithicSparse", size, "-P 9 " + last + " 512");
        assertSameAsQemu(image);
        Tools.run(
                folder, "qemu-img", "convert", "-O", "vmdk", "-o", "subformat=streamOptimized", "disk.vmdk", "s.vmdk");
        assertSameAsQemu(folder.resolve("s.vmdk"));
    }

    @Test
    void zeroedGrains() throws Exception {
        Path image = Tools.create(folder, "disk.vmdk", "subformat=monolithicSparse,zeroed_grain=on", "40M", WRITES);
        Tools.write(folder, "disk.vmdk", "-z 64k 64k", "-z 32M 128k", "-z 128k 64k");
        assertSameAsQemu(image);
    }

    @Test
    void streamOptimized() throws Exception {
        Tools.create(folder, "disk.vmdk", "subformat=monolithicSparse", "40M", WRITES);
        Tools.run(
                folder, "qemu-img", "convert", "-O", "vmdk", "-o", "subformat=streamOptimized", "disk.vmdk", "s.vmdk");
        assertSameAsQemu(folder.resolve("s.vmdk"));
    }

    @Test
    void anExtentEndsWhereTheNextStarts() throws Exception {
        Path image = Tools.create(
                folder,
                "disk.vmdk",
                "subformat=twoGbMaxExtentSparse",
                "4200M",
                "-P 1 2147418112 128k",
                "-P 2 4294900000 1M",
                "-P 3 4403000000 1000");
        try (DiskImage disk = open(image)) {
            assertThat(extents(disk)).isEqualTo(qemuMap(image));
            byte[] border = disk.readBytes(2147418112L - 512, 128 * 1024 + 1024);
            assertThat(Arrays.copyOfRange(border, 0, 512)).containsOnly(0);
            assertThat(Arrays.copyOfRange(border, 512, 512 + 128 * 1024)).containsOnly(1);
            assertThat(Arrays.copyOfRange(border, 512 + 128 * 1024, border.length))
                    .containsOnly(0);
            assertThat(disk.run(2147418112L, 128 * 1024).end()).isEqualTo(2147483648L);
        }
    }

    @Test
    void aChainOfThree() throws Exception {
        Tools.create(folder, "base.vmdk", "subformat=monolithicSparse", "40M", WRITES);
        Tools.run(folder, "qemu-img", "create", "-q", "-f", "vmdk", "-b", "base.vmdk", "-F", "vmdk", "middle.vmdk");
        Tools.write(folder, "middle.vmdk", "-P 11 100k 64k", "-P 12 32M 64k");
        String top = "subformat=monolithicSparse,zeroed_grain=on,backing_file=middle.vmdk,backing_fmt=vmdk";
        Tools.create(folder, "top.vmdk", top, "50M", "-P 13 10M 64k", "-z 0 64k", "-P 14 45M 64k");
        assertSameAsQemu(folder.resolve("middle.vmdk"));
        assertSameAsQemu(folder.resolve("top.vmdk"));
    }

    @Test
    void aParentThatWasWrittenToIsRefusedByBoth() throws Exception {
        Tools.create(folder, "base.vmdk", "subformat=monolithicSparse", "1M", "-P 1 0 64k");
        Tools.run(folder, "qemu-img", "create", "-q", "-f", "vmdk", "-b", "base.vmdk", "-F", "vmdk", "child.vmdk");
        Tools.write(folder, "base.vmdk", "-P 2 0 64k");
        assertThatThrownBy(() -> Tools.qemuHash(folder.resolve("child.vmdk"))).isInstanceOf(AssertionError.class);
        try (DiskImage child = open(folder.resolve("child.vmdk"))) {
            assertThatThrownBy(() -> child.readBytes(0, 1))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("parentCID");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/shadow", "../secret", "link", "sub/../../secret"})
    void aDescriptorIsNoLicenceToReadOtherFiles(String name) throws Exception {
        Path guest = Files.createDirectory(folder.resolve("guest"));
        Files.createDirectory(guest.resolve("sub"));
        Files.write(folder.resolve("secret"), new byte[512]);
        Files.createSymbolicLink(guest.resolve("link"), folder.resolve("secret"));
        for (String line : List.of("RW 1 FLAT \"" + name + "\" 0", "RW 1 SPARSE \"" + name + '"')) {
            Path image = guest.resolve("disk.vmdk");
            Files.writeString(image, "# Disk DescriptorFile\nversion=1\nCID=1\n" + line + '\n');
            try (DiskImage disk = open(image)) {
                assertThatThrownBy(() -> disk.readBytes(0, 1)).isInstanceOf(AccessDeniedException.class);
            }
        }
    }

    private static ByteBuffer bytes(int sectors) {
        return ByteBuffer.allocate(sectors * 512).order(ByteOrder.LITTLE_ENDIAN);
    }

    private Path described(String type, long sectors, ByteBuffer extent) throws IOException {
        Files.write(folder.resolve("extent"), extent.array());
        return Files.writeString(
                folder.resolve("disk.vmdk"),
                "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType=\"%s\"\nRW %d %s \"extent\"\n"
                        .formatted(type, sectors, type.toUpperCase(java.util.Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 128})
    void cowd(int grain) throws Exception {
        int table = 4096 * grain;
        int sectors = 3 * table + 1;
        int grains = 5 + 3 * 32;
        int[] numbers = {5, 0, 1, 4095, 2 * 4096, 3 * 4096};
        ByteBuffer file = bytes(grains + numbers.length * grain);
        file.put(0, new byte[] {'C', 'O', 'W', 'D'})
                .putInt(0x04, 1)
                .putInt(0x08, 3)
                .putInt(0x0c, sectors);
        file.putInt(0x10, grain).putInt(0x14, 4).putInt(0x18, 4);
        file.putInt(4 * 512, 5).putInt(4 * 512 + 8, 37).putInt(4 * 512 + 12, 69);
        int[] tables = {5, 0, 37, 69};
        for (int i = 0; i < numbers.length; i++) {
            int at = grains + i * grain;
            file.putInt(tables[numbers[i] / 4096] * 512 + numbers[i] % 4096 * 4, at);
            Arrays.fill(file.array(), at * 512, (at + grain) * 512, (byte) (i + 1));
        }
        assertSameAsQemu(described("vmfsSparse", sectors, file));
    }

    @Test
    void seSparse() throws Exception {
        int sectors = 3 * 4096 * 8 + 8;
        int grains = 9 + 3 * 64;
        int stored = 4100; // so that both parts of a grain's number are used
        ByteBuffer file = bytes(grains + stored * 8);
        file.putLong(0x00, 0xcafebabeL).putLong(0x08, 0x2_0000_0001L).putLong(0x10, sectors);
        file.putLong(0x18, 8).putLong(0x20, 64).putLong(0x50, 1).putLong(0x58, 1);
        file.putLong(0x80, 8)
                .putLong(0x88, 1)
                .putLong(0x90, 9)
                .putLong(0x98, 192)
                .putLong(0xc0, grains);
        file.putLong(512, 0xcafecafeL);
        file.putLong(8 * 512, 1L << 60 | 2).putLong(8 * 512 + 16, 1L << 60).putLong(8 * 512 + 24, 1L << 60 | 1);
        int[] tables = {2, -1, 0, 1};
        for (int i = 0; i < stored; i++) {
            int number = i < 4000 ? (i * 7 + 100) % 4096 : 2 * 4096 + i - 4000;
            long word = 3L << 60 | (long) (i & 0xfff) << 48 | i >>> 12;
            file.putLong((9 + tables[number / 4096] * 64) * 512 + number % 4096 * 8, word);
            Arrays.fill(file.array(), (grains + i * 8) * 512, (grains + i * 8 + 8) * 512, (byte) (i % 250 + 1));
        }
        int third = (9 + 64) * 512;
        file.putLong(third, 2L << 60);
        file.putLong(9 * 512 + 4000 * 8, 1L << 60);
        assertSameAsQemu(described("seSparse", sectors, file));
    }

    @Test
    void aDiskOfMoreSectorsThan32BitsCount() throws Exception {
        Path image =
                Tools.create(folder, "disk.vmdk", "subformat=monolithicSparse", "2112G", "-P 1 0 64k", "-P 2 2110G 4k");
        try (DiskImage disk = open(image)) {
            assertThat(extents(disk)).isEqualTo(qemuMap(image));
            assertThat(disk.readBytes(2110L << 30, 4096)).containsOnly(2);
            assertThat(disk.run(1 << 20, 1L << 40)).isInstanceOf(Run.Unallocated.class);
        }
    }
}
