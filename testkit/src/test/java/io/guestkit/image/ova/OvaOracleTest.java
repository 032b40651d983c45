package io.guestkit.image.ova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.Disk;
import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskChoiceException;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ManifestCheck;
import io.guestkit.io.Cancellation;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Progress;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Appliances that tar, qemu-img and sha256sum made. */
@Tag("oracle")
@Proves(
        area = "ova",
        feature = "disks in a tar (ustar, GNU, pax) and beside their OVF, manifests",
        referee = "GNU tar, qemu-img, sha256sum")
class OvaOracleTest {

    private static final long SIZE = 3 << 20;
    private static final String LONG_NAME =
            "a-name-that-is-longer-than-the-hundred-bytes-of-a-header-".repeat(3) + ".vmdk";

    @TempDir
    Path folder;

    private Oracle qemu;
    private Oracle tar;

    @BeforeEach
    void makeDisks() throws IOException {
        qemu = Oracle.require("qemu-img").in(folder);
        tar = Oracle.require("tar").in(folder);
        for (int i = 1; i <= 2; i++) {
            byte[] content = new byte[(int) SIZE];
            for (int at = 0; at < SIZE; at += 512) {
                content[at] = (byte) i;
                content[at + 1] = (byte) (at >>> 9);
                content[at + 2] = (byte) (at >>> 17);
            }
            Files.write(folder.resolve(i + ".raw"), content);
        }
        convert("1.raw", "streamOptimized", "disk1.vmdk");
        convert("2.raw", "streamOptimized", "disk2.vmdk");
    }

    private void convert(String raw, String subformat, String name) {
        qemu.run("convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=" + subformat, raw, name);
    }

    /** A descriptor whose disks are named d1, d2 … and whose hardware has them in the opposite order. */
    private void describe(String... hrefs) throws IOException {
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\"?>\n<Envelope xmlns=\"http://schemas.dmtf.org/ovf/envelope/1\""
                        + " xmlns:ovf=\"http://schemas.dmtf.org/ovf/envelope/1\" xmlns:rasd=\"http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
                        + "CIM_ResourceAllocationSettingData\">\n<References>\n");
        for (int i = 1; i <= hrefs.length; i++) {
            xml.append("<File ovf:href=\"%s\" ovf:id=\"f%d\"/>%n".formatted(hrefs[i - 1], i));
        }
        xml.append("</References><DiskSection><Info/>");
        for (int i = 1; i <= hrefs.length; i++) {
            xml.append(
                    ("<Disk ovf:capacity=\"3\" ovf:capacityAllocationUnits=\"byte * 2^20\" ovf:diskId=\"d%d\" ovf:fileRef=\"f%d\""
                                    + " ovf:format=\"http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized\"/>%n")
                            .formatted(i, i));
        }
        xml.append("</DiskSection><VirtualSystem ovf:id=\"vm\"><VirtualHardwareSection>");
        for (int i = hrefs.length; i > 0; i--) {
            xml.append(
                    "<Item><rasd:HostResource>ovf:/disk/d%d</rasd:HostResource><rasd:ResourceType>17</rasd:ResourceType></Item>%n"
                            .formatted(i));
        }
        xml.append("</VirtualHardwareSection></VirtualSystem></Envelope>\n");
        Files.writeString(folder.resolve("vm.ovf"), xml);
    }

    private Path pack(String format, String... names) {
        List<Object> arguments = new ArrayList<>(List.of("--format=" + format, "-cf", "vm.ova"));
        arguments.addAll(List.of(names));
        tar.run(arguments.toArray());
        return folder.resolve("vm.ova");
    }

    private static DiskImage open(Path appliance, String member) throws IOException {
        return Disks.openImage(appliance, OpenOptions.DEFAULT.withMember(member));
    }

    private void assertContent(DiskImage disk, int number) throws IOException {
        assertThat(disk.size()).isEqualTo(SIZE);
        assertThat(disk.readBytes(0, (int) SIZE)).isEqualTo(Files.readAllBytes(folder.resolve(number + ".raw")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v7", "ustar", "gnu", "pax"})
    void disksOfATar(String format) throws Exception {
        describe("disk1.vmdk", "disk2.vmdk");
        Path ova = pack(format, "vm.ovf", "disk1.vmdk", "disk2.vmdk");
        assertThat(Disks.detect(ova).format()).isEqualTo(DiskFormat.OVA);
        assertThat(Disks.members(ova, OpenOptions.DEFAULT)).containsExactly("disk2.vmdk", "disk1.vmdk");
        try (DiskSet disks = Disks.open(ova)) {
            assertThat(disks.disks()).extracting(Disk::device).containsExactly("/dev/sda", "/dev/sdb");
            assertContent(disks.disks().get(0).image(), 2);
            assertContent(disks.disks().get(1).image(), 1);
        }
        for (String name : List.of("2", "disk1.vmdk", "d1")) {
            try (DiskImage disk = open(ova, name)) {
                assertContent(disk, 1);
            }
        }
        assertThatThrownBy(() -> Disks.openImage(ova, OpenOptions.DEFAULT))
                .isInstanceOf(DiskChoiceException.class)
                .hasMessageContaining("2 disks")
                .hasMessageContaining("1 = disk2.vmdk, 2 = disk1.vmdk");
        assertThatThrownBy(() -> open(ova, "disk3.vmdk"))
                .isInstanceOf(DiskChoiceException.class)
                .hasMessageContaining("no disk disk3.vmdk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "pax"})
    void aLongNameAndADescriptorThatIsLast(String format) throws Exception {
        Files.move(folder.resolve("disk1.vmdk"), folder.resolve(LONG_NAME));
        describe(LONG_NAME);
        Path ova = pack(format, LONG_NAME, "./vm.ovf");
        try (DiskImage disk = Disks.openImage(ova, OpenOptions.DEFAULT)) {
            assertContent(disk, 1);
        }
    }

    @Test
    void aPrefixOfUstarAndPercentSigns() throws Exception {
        Path deep = folder.resolve("d".repeat(90));
        Files.createDirectory(deep);
        Files.move(folder.resolve("disk1.vmdk"), deep.resolve("disk 1.vmdk"));
        describe(deep.getFileName() + "/disk%201.vmdk");
        Path ova = pack("ustar", "vm.ovf", deep.getFileName() + "/disk 1.vmdk");
        try (DiskImage disk = Disks.openImage(ova, OpenOptions.DEFAULT)) {
            assertContent(disk, 1);
        }
    }

    @Test
    void disksBesideTheirDescriptor() throws Exception {
        describe("disk1.vmdk", "disk2.vmdk");
        Path ovf = folder.resolve("vm.ovf");
        assertThat(Disks.detect(ovf).format()).isEqualTo(DiskFormat.OVA);
        try (DiskSet disks = Disks.open(ovf)) {
            assertContent(disks.disks().get(0).image(), 2);
            assertContent(disks.disks().get(1).image(), 1);
        }
    }

    @Test
    void splitDisksAndOtherFormats() throws Exception {
        convert("1.raw", "monolithicFlat", "disk1.vmdk");
        qemu.run("convert", "-f", "raw", "-O", "qcow2", "2.raw", "base.qcow2");
        qemu.run("create", "-q", "-f", "qcow2", "-b", "base.qcow2", "-F", "qcow2", "disk2.vmdk");
        describe("disk1.vmdk", "disk2.vmdk");
        Path ova = pack("gnu", "vm.ovf", "disk1.vmdk", "disk1-flat.vmdk", "disk2.vmdk", "base.qcow2");
        Files.move(ova, Files.createDirectory(folder.resolve("alone")).resolve("vm.ova"));
        try (DiskSet disks = Disks.open(folder.resolve("alone/vm.ova"))) {
            assertContent(disks.disks().get(0).image(), 2);
            assertContent(disks.disks().get(1).image(), 1);
        }
    }

    @Test
    void aDiskOutsideOfTheTarIsNotFollowed() throws Exception {
        for (String href : List.of("../vm/1.raw", "/etc/passwd", "disk2.vmdk", "http://host/disk.vmdk")) {
            describe(href);
            Path ova = pack("gnu", "vm.ovf", "disk1.vmdk");
            assertThatThrownBy(() -> Disks.openImage(ova, OpenOptions.DEFAULT)).isInstanceOf(NoSuchFileException.class);
        }
        Path inside = Files.createDirectory(folder.resolve("inside"));
        for (String href : List.of("../disk1.vmdk", "/etc/passwd")) {
            describe(href);
            Path ovf =
                    Files.copy(folder.resolve("vm.ovf"), inside.resolve("vm.ovf"), StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> Disks.openImage(ovf, OpenOptions.DEFAULT))
                    .isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void whatIsCalledAVmdkAndIsNone() throws Exception {
        describe("1.raw");
        Path ova = pack("gnu", "vm.ovf", "1.raw");
        assertThatThrownBy(() -> Disks.openImage(ova, OpenOptions.DEFAULT))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("not a vmdk image");
    }

    @Test
    void aSparseMemberIsRefused() throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("holes.raw").toFile(), "rw")) {
            file.setLength(SIZE);
            file.seek(1 << 20);
            file.write(1);
        }
        for (String format : List.of("gnu", "pax")) {
            describe("holes.raw");
            tar.run("--sparse", "--format=" + format, "-cf", "vm.ova", "vm.ovf", "holes.raw");
            assertThatThrownBy(() -> Disks.openImage(folder.resolve("vm.ova"), OpenOptions.DEFAULT))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching(".*(sparse member|is no member).*");
        }
    }

    @Test
    void aTruncatedTar() throws Exception {
        describe("disk1.vmdk");
        Path ova = pack("gnu", "vm.ovf", "disk1.vmdk");
        try (RandomAccessFile file = new RandomAccessFile(ova.toFile(), "rw")) {
            file.setLength(5000);
        }
        assertThatThrownBy(() -> Disks.openImage(ova, OpenOptions.DEFAULT))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("truncated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha1", "sha256", "sha512"})
    void manifests(String algorithm) throws Exception {
        describe("disk1.vmdk", "disk2.vmdk");
        String lines = Oracle.require(algorithm + "sum")
                .in(folder)
                .run("--tag", "vm.ovf", "disk1.vmdk")
                .text(); // SHA256 (name) = digest
        Files.writeString(folder.resolve("vm.mf"), lines.replace(" (", "(").replace(" = ", "= "));
        for (Path appliance :
                List.of(folder.resolve("vm.ovf"), pack("ustar", "vm.ovf", "vm.mf", "disk1.vmdk", "disk2.vmdk"))) {
            ManifestCheck check = check(appliance);
            assertThat(check.isClean()).isTrue();
            assertThat(check.entries()).hasSize(2);
            assertThat(check.unlistedDisks()).containsExactly("disk2.vmdk");
        }
        Path ova = folder.resolve("vm.ova");
        long at = new String(Files.readAllBytes(ova), java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("KDMV")
                + 4000;
        try (RandomAccessFile file = new RandomAccessFile(ova.toFile(), "rw")) {
            file.seek(at);
            file.write(0x55);
        }
        assertThat(check(ova).entries())
                .extracting(ManifestCheck.Entry::outcome)
                .containsExactly(ManifestCheck.Outcome.MATCHES, ManifestCheck.Outcome.DIFFERS);
        ova = pack("ustar", "vm.ovf", "vm.mf", "disk2.vmdk");
        assertThat(check(ova).entries())
                .extracting(ManifestCheck.Entry::outcome)
                .containsExactly(ManifestCheck.Outcome.MATCHES, ManifestCheck.Outcome.MISSING);
    }

    private static ManifestCheck check(Path appliance) throws IOException {
        return Disks.checkManifest(appliance, OpenOptions.DEFAULT, Progress.NONE, new Cancellation())
                .orElseThrow();
    }
}
