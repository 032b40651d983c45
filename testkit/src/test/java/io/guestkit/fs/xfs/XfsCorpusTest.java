package io.guestkit.fs.xfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.Disks;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Proves;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** File systems that other projects keep for their tests. */
@Tag("oracle")
class XfsCorpusTest {

    private static final int CHUNK = 1 << 20;

    @ParameterizedTest
    @CsvSource({
        "fs/xfuse-xfs4096.img.zst, fs/xfuse-xfs4096.img.zst.fs.listing.tsv",
        "fs/xfuse-xfs_preallocated.img.zst, fs/xfuse-xfs_preallocated.img.zst.fs.listing.tsv",
        "fs/cryptsetup-img_fs_xfs5.img.xz, fs/cryptsetup-img_fs_xfs5.img.xz.fs.listing.tsv",
        "fs/cryptsetup-xfs_512_block_size.img.xz, fs/cryptsetup-xfs_512_block_size.img.xz.fs.listing.tsv",
        "fs/generated/gen-xfs-reflink-bigtime.img.xz, fs-generated/gen-xfs-reflink-bigtime.fs.listing.tsv",
    })
    @Proves(area = "XFS", feature = "file systems of other origin", referee = "specimens with the kernel's listing")
    void isWhatTheListingSays(String name, String listing) throws Exception {
        try (Corpus.Specimen specimen = Corpus.open(name);
                FileSource volume = FileSource.open(specimen.path())) {
            compare(XfsDriver.INSTANCE.open(volume), Corpus.listing(listing));
        }
    }

    private static void compare(FsReader reader, List<Corpus.Entry> listing) throws Exception {
        assertThat(listing).isNotEmpty();
        Map<String, Node> found = new TreeMap<>();
        collect(reader, reader.root(), "", found);
        List<String> wrong = new ArrayList<>();
        for (Corpus.Entry expected : listing) {
            Node node = found.get(expected.path());
            String ours = node == null ? "missing" : describe(reader, node, expected);
            if (!ours.equals(describe(expected))) {
                wrong.add(ours + "\n expected " + describe(expected));
            }
        }
        assertThat(wrong).isEmpty();
        TreeSet<String> more = new TreeSet<>(found.keySet());
        listing.forEach(expected -> more.remove(expected.path()));
        assertThat(more).isEmpty();
    }

    /** By the path as listings have it; each name that is listed is looked up too. */
    private static void collect(FsReader reader, Node directory, String path, Map<String, Node> found)
            throws Exception {
        found.put(path.isEmpty() ? "/" : path, directory);
        FsReader.EntryCursor cursor = reader.list(directory);
        for (FsReader.Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
            Node node = entry.node();
            Node again = reader.lookup(directory, entry.name());
            assertThat(again).isNotNull();
            assertThat(again.id()).isEqualTo(node.id());
            String below = path + "/" + printable(entry.name());
            switch (node.type()) {
                case DIRECTORY -> collect(reader, node, below, found);
                default -> found.put(below, node);
            }
        }
    }

    private static String printable(byte[] name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name) {
            if (b < 0x20 || b > 0x7e || b == '\\') {
                text.append("\\x").append(HexFormat.of().toHexDigits(b));
            } else {
                text.append((char) b);
            }
        }
        return text.toString();
    }

    private static String describe(Corpus.Entry entry) {
        return String.join(
                " ",
                entry.path(),
                Character.toString(entry.type()),
                Integer.toOctalString(entry.mode()),
                entry.uid() + ":" + entry.gid(),
                entry.type() == 'd' ? "" : entry.nlink() + " " + entry.size(),
                Long.toString(entry.mtime()),
                entry.content(),
                entry.xattrs());
    }

    private static String describe(FsReader reader, Node node, Corpus.Entry expected) throws Exception {
        var attributes = node.attributes();
        String type = switch (node.type()) {
            case REGULAR -> "f";
            case DIRECTORY -> "d";
            case SYMLINK -> "l";
            case CHARACTER_DEVICE -> "c";
            case BLOCK_DEVICE -> "b";
            case FIFO -> "p";
            case SOCKET -> "s";
            case UNKNOWN -> "?";
        };
        String content = switch (node.type()) {
            // what nobody would wait for is not hashed there either
            case REGULAR ->
                expected.content().startsWith("sha256:")
                        ? "sha256:" + sha256(reader.content(node))
                        : expected.content();
            case SYMLINK -> printable(reader.readLink(node));
            case CHARACTER_DEVICE, BLOCK_DEVICE ->
                attributes.device().orElseThrow().major() + ":"
                        + attributes.device().orElseThrow().minor();
            default -> "-";
        };
        List<String> xattrs = new ArrayList<>();
        reader.xattrs(node)
                .forEach((name, value) -> xattrs.add(name + "=" + HexFormat.of().formatHex(value)));
        return String.join(
                " ",
                expected.path(),
                type,
                Integer.toOctalString(attributes.permissions()),
                attributes.uid() + ":" + attributes.gid(),
                type.equals("d") ? "" : attributes.links() + " " + attributes.size(),
                Long.toString(attributes.modified().getEpochSecond()),
                content,
                xattrs.isEmpty() ? "-" : String.join(",", xattrs));
    }

    private static String sha256(BlockSource content) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long at = 0; at < content.size(); at += CHUNK) {
            digest.update(content.readBytes(at, (int) Math.min(CHUNK, content.size() - at)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Test
    @Proves(area = "XFS", feature = "inside a partition of a VHDX", referee = "a specimen with the kernel's listing")
    void insideAnImage() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("fs/discutils-xfs5.vhdx.gz");
                var disk = Disks.open(specimen.path())) {
            var volume = disk.volumes().stream()
                    .filter(each -> each.device().equals("/dev/sda1"))
                    .findFirst()
                    .orElseThrow();
            compare(
                    XfsDriver.INSTANCE.open(volume.content()),
                    Corpus.listing("fs/discutils-xfs5.vhdx.gz.p1.listing.tsv"));
        }
    }

    /** The kernel here mounts neither, so that there are only the content's own words for it: names tell their lengths. */
    @Test
    void versionFourNamesSayTheirLengths() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("fs/xfuse-xfsv4.img.zst");
                FileSource volume = FileSource.open(specimen.path())) {
            FsReader reader = XfsDriver.INSTANCE.open(volume);
            assertThat(reader.info().features()).contains("v4");
            Map<String, Node> found = new TreeMap<>();
            collect(reader, reader.root(), "", found);
            assertThat(found).hasSizeGreaterThan(500);
            int told = 0;
            for (String path : found.keySet()) {
                String folder = "/all_name_lengths/";
                if (path.startsWith(folder)) {
                    String name = path.substring(folder.length());
                    assertThat(name).hasSize(Integer.parseInt(name.substring(Math.max(0, name.length() - 3))));
                    told++;
                }
            }
            assertThat(told).isEqualTo(255);
        }
    }

    @Test
    @Proves(
            area = "XFS",
            feature = "files on a realtime device",
            verdict = "refused by name, the rest is read",
            referee = "a specimen")
    void realtimeFilesAreRefusedByName() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("fs/xfuse-xfs_rt1.img.zst");
                FileSource volume = FileSource.open(specimen.path())) {
            FsReader reader = XfsDriver.INSTANCE.open(volume);
            Map<String, Node> found = new TreeMap<>();
            collect(reader, reader.root(), "", found);
            Node file = found.values().stream()
                    .filter(node -> node.type() == io.guestkit.fs.FileType.REGULAR
                            && node.attributes().size() > 0)
                    .findFirst()
                    .orElseThrow();
            assertThatThrownBy(() -> reader.content(file))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("realtime device");
        }
    }
}
