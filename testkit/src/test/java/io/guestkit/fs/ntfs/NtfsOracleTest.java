package io.guestkit.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes.DeviceNumber;
import io.guestkit.io.FileSource;
import io.guestkit.io.Warning;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ntfs-3g and its tools say beyond what a listing has. */
@Tag("oracle")
class NtfsOracleTest {

    private static final int PROBE_OK = 0;
    private static final int PROBE_HIBERNATED = 14;
    private static final int PROBE_UNCLEAN = 15;

    @TempDir
    Path scratch;

    @Test
    @Proves(
            area = "NTFS",
            feature = "symbolic links, junctions and mount points of Windows",
            verdict = "lead where they do on this volume; other drives are named",
            referee = "ntfs-3g")
    void links_of_windows_lead_where_ntfs_3g_leads() throws Exception {
        Path image = Fixtures.of("ntfs-variants").resolve("ntfs-4k.raw");
        try (FileSource volume = FileSource.open(image);
                GuestFileSystem fs = GuestFileSystem.of(NtfsDriver.INSTANCE.open(volume), "ntfs")) {
            List<String> lines = Files.readAllLines(image.resolveSibling("ntfs-4k.links"));
            assertThat(lines).hasSizeGreaterThan(10);
            for (String line : lines) {
                Map<String, Object> link = Json.object(Json.parse(line));
                Path path = fs.getPath(link.get("path").toString());
                String leads = link.get("leads").toString();
                if (link.get("target").toString().startsWith("unsupported reparse tag")) {
                    boolean dangling = path.endsWith("dangling"); // it looks for what is not there
                    assertThat(Files.isSymbolicLink(path)).as(path.toString()).isEqualTo(dangling);
                } else if (leads.startsWith("/.NTFS-3G/")) {
                    assertThat(Files.readSymbolicLink(path)).hasToString(leads);
                } else {
                    assertThat(path.toRealPath()).hasToString(leads);
                }
            }
            Path unknown = fs.getPath("/windows/unknown");
            assertThat(fs.xattrs(unknown)).containsOnlyKeys("system.ntfs_reparse_data");
            assertThat(fs.getPath("/windows/unknown-folder")).isDirectory();
        }
    }

    @Test
    @Proves(
            area = "NTFS",
            feature = "names in any case by the volume's own table; short names of DOS",
            verdict = "found, and listed once",
            referee = "ntfs-3g made them")
    void names_in_any_case_and_short_names() throws Exception {
        Path image = make("names", mount -> {
            Path file = Files.writeString(mount.resolve("A rather long name.text"), "x");
            Oracle.require("setfattr").run("-n", "system.ntfs_dos_name", "-v", "ARATHE~1.TEX", file);
            for (String name : List.of("Stra\u00dfe", "STRASSE", "strasse", "\u00e0\u00e9", "\u0131", "i")) {
                Files.writeString(mount.resolve(name), name);
            }
        });
        try (FileSource volume = FileSource.open(image)) {
            FsReader fs = NtfsDriver.INSTANCE.open(volume);
            Node file = lookup(fs, "A rather long name.text");
            assertThat(file.attributes().links()).isEqualTo(1);
            assertThat(lookup(fs, "arathe~1.tex").id()).isEqualTo(file.id());
            assertThat(names(fs)).hasSize(7).contains("A rather long name.text");
            assertThat(text(fs, "STRASSE")).isEqualTo("STRASSE");
            assertThat(text(fs, "strasse")).isEqualTo("strasse");
            assertThat(text(fs, "Strasse")).isIn("STRASSE", "strasse");
            assertThat(text(fs, "\u00c0\u00c9")).isEqualTo("\u00e0\u00e9");
            assertThat(text(fs, "I")).isEqualTo("i"); // the dotless one is another letter on the volume
            assertThat(fs.lookup(fs.root(), "STRA\u1e9eE".getBytes(StandardCharsets.UTF_8)))
                    .isNull();
            assertThat(lookup(fs, "$mft").id()).isZero();
        }
    }

    @Test
    @Proves(
            area = "NTFS",
            feature = "volumes that were not unmounted: dirty, log not closed, Windows hibernated",
            verdict = "read as they are, with a warning",
            referee = "ntfs-3g.probe")
    void says_how_the_volume_was_left() throws Exception {
        Path clean = make("clean", mount -> Files.write(mount.resolve("hiberfil.sys"), new byte[8192]));
        assertThat(probe(clean)).isEqualTo(PROBE_OK);
        assertThat(warnings(clean)).isEmpty();

        Path hibernated = make("hibernated", mount -> Files.write(mount.resolve("HiberFil.sys"), hibernation()));
        assertThat(warnings(hibernated)).singleElement().asString().contains("hibernated");
        Path lower = make("lower", mount -> Files.write(mount.resolve("hiberfil.sys"), hibernation()));
        assertThat(probe(lower)).isEqualTo(PROBE_HIBERNATED);
        assertThat(warnings(lower)).singleElement().asString().contains("hibernated");

        byte[] bytes = windowsVolume();
        Path windows = Files.write(scratch.resolve("windows"), bytes);
        assertThat(probe(windows)).isEqualTo(PROBE_OK);
        assertThat(warnings(windows)).isEmpty();
        assertThat(openLog(bytes)).isEqualTo(2);
        Files.write(windows, bytes);
        assertThat(probe(windows)).isEqualTo(PROBE_UNCLEAN);
        assertThat(warnings(windows)).singleElement().asString().contains("its log is not replayed");
    }

    @Test
    @Proves(area = "NTFS", feature = "a volume of Windows Server 2003", referee = "ntfsls, ntfscat")
    void reads_a_volume_of_windows() throws Exception {
        Path image = Files.write(scratch.resolve("windows"), windowsVolume());
        try (FileSource volume = FileSource.open(image)) {
            FsReader fs = NtfsDriver.INSTANCE.open(volume);
            assertThat(fs.info().label()).contains("Simple");
            assertThat(names(fs))
                    .containsExactlyInAnyOrderElementsOf(
                            Oracle.require("ntfsls").run(image).lines());
            assertThat(text(fs, "test.txt"))
                    .isEqualTo(Oracle.require("ntfscat").run(image, "test.txt").text());
            for (String system : List.of("$UpCase", "$AttrDef", "$Bitmap")) {
                var content = fs.content(lookup(fs, system));
                assertThat(content.readBytes(0, (int) content.size()))
                        .as(system)
                        .isEqualTo(Oracle.require("ntfscat").run(image, system).out());
            }
        }
    }

    /** The simple volume of a dynamic disk: partition 1 without the rest. */
    private static byte[] windowsVolume() throws IOException {
        try (Corpus.Specimen specimen = Corpus.open("volume/ldm/ldm-2003r2-simple-1.img.xz");
                FileSource disk = FileSource.open(specimen.path())) {
            return disk.readBytes(63 * 512, 96327 * 512);
        }
    }

    @Test
    @Proves(
            area = "NTFS",
            feature = "symbolic links, devices, FIFOs and sockets of the Windows subsystem for Linux",
            referee = "ntfs-3g")
    void special_files_of_the_subsystem_for_linux() throws Exception {
        Path image = make("wsl", "special_files=wsl", mount -> {
            Oracle shell = Oracle.require("bash").in(mount);
            shell.run("-c", "ln -s '../tärget' link; mkfifo fifo; mknod char c 5 1; mknod block b 259 70000");
        });
        try (FileSource volume = FileSource.open(image)) {
            FsReader fs = NtfsDriver.INSTANCE.open(volume);
            assertThat(fs.readLink(lookup(fs, "link")))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("../tärget");
            assertThat(lookup(fs, "fifo").type()).isEqualTo(FileType.FIFO);
            assertThat(lookup(fs, "char").attributes().device()).contains(new DeviceNumber(5, 1));
            assertThat(lookup(fs, "char").type()).isEqualTo(FileType.CHARACTER_DEVICE);
            assertThat(lookup(fs, "block").attributes().device()).contains(new DeviceNumber(259, 70000));
            assertThat(lookup(fs, "block").type()).isEqualTo(FileType.BLOCK_DEVICE);
            assertThat(fs.xattrs(lookup(fs, "fifo"))).isEmpty();
        }
    }

    @Test
    void a_dirty_volume_is_called_dirty() throws Exception {
        Path image = make("dirty", mount -> Files.writeString(mount.resolve("file"), "x"));
        byte[] bytes = Files.readAllBytes(image);
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int mft : new int[] {0x30, 0x38}) { // and its mirror
            int record = (int) b.getLong(mft) * 4096 + 3 * 1024;
            for (int at = record + b.getShort(record + 0x14); b.getInt(at) != -1; at += b.getInt(at + 4)) {
                if (b.getInt(at) == Attribute.VOLUME_INFORMATION) {
                    b.putShort(at + 0x18 + 0x0a, (short) 1);
                }
            }
        }
        Files.write(image, bytes);
        assertThat(Oracle.require("ntfsinfo").run("-f", "-m", image).text()).contains("Volume Flags: 0x0001 DIRTY");
        assertThat(warnings(image)).singleElement().asString().contains("dirty flag");
    }

    /** Makes the restart pages of a log say that a client has it open. */
    private static int openLog(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int pages = 0;
        for (int at = 0; at < bytes.length; at += 512) {
            if (b.getInt(at) == 0x52545352) {
                int area = at + b.getShort(at + 0x18);
                b.putShort(area + 0x0c, (short) 0);
                b.putShort(area + 0x0e, (short) (b.getShort(area + 0x0e) & ~2));
                pages++;
            }
        }
        return pages;
    }

    private static byte[] hibernation() {
        byte[] file = new byte[8192];
        System.arraycopy("hibr".getBytes(StandardCharsets.US_ASCII), 0, file, 0, 4);
        return file;
    }

    private static int probe(Path image) {
        return Oracle.require("ntfs-3g.probe").ask("--readwrite", image).status();
    }

    private static List<Warning> warnings(Path image) throws IOException {
        try (FileSource volume = FileSource.open(image)) {
            return NtfsDriver.INSTANCE.open(volume).warnings();
        }
    }

    @FunctionalInterface
    private interface Filling {
        void fill(Path mount) throws IOException;
    }

    private Path make(String name, Filling filling) throws IOException {
        return make(name, "streams_interface=xattr", filling);
    }

    private Path make(String name, String options, Filling filling) throws IOException {
        Oracle.requireRoot();
        Path image = scratch.resolve(name + ".img");
        Path mount = Files.createDirectory(scratch.resolve(name));
        Oracle.require("truncate").run("-s", "16M", image);
        Oracle.require("mkntfs").run("-q", "-F", "-Q", "-c", "4096", image);
        Oracle.require("ntfs-3g").run("-o", options, image, mount);
        try {
            filling.fill(mount);
        } finally {
            Oracle.require("umount").run(mount);
        }
        return image;
    }

    private static Node lookup(FsReader fs, String name) throws IOException {
        Node node = fs.lookup(fs.root(), name.getBytes(StandardCharsets.UTF_8));
        assertThat(node).as(name).isNotNull();
        return node;
    }

    private static String text(FsReader fs, String name) throws IOException {
        var content = fs.content(lookup(fs, name));
        return new String(content.readBytes(0, (int) content.size()), StandardCharsets.UTF_8);
    }

    private static List<String> names(FsReader fs) throws IOException {
        List<String> names = new ArrayList<>();
        FsReader.EntryCursor entries = fs.list(fs.root());
        for (FsReader.Entry entry = entries.next(); entry != null; entry = entries.next()) {
            names.add(new String(entry.name(), StandardCharsets.UTF_8));
        }
        return names;
    }
}
