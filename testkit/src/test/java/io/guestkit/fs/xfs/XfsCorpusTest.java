package io.guestkit.fs.xfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.Disks;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.io.FileSource;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.ListingComparison;
import io.guestkit.testkit.Proves;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        assertThat(ListingComparison.differences(reader, listing, EnumSet.allOf(ListingComparison.Fact.class)))
                .isEmpty();
        collect(reader, reader.root(), "", new TreeMap<>()); // which looks each name up, too
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

    /** The kernel here mounts neither, so that there are only the specimen's own round numbers for it. */
    @Test
    void versionFourHasItsRoundNumbers() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("fs/xfuse-xfsv4.img.zst");
                FileSource volume = FileSource.open(specimen.path())) {
            FsReader reader = XfsDriver.INSTANCE.open(volume);
            assertThat(reader.info().features()).contains("v4");
            Map<String, Node> found = new TreeMap<>();
            collect(reader, reader.root(), "", found);
            assertThat(found).hasSizeGreaterThan(500);
            assertThat(found.keySet().stream().filter(path -> path.startsWith("/btree2.2/")))
                    .hasSize(2048);
            assertThat(found.keySet().stream().filter(path -> path.startsWith("/btree3/")))
                    .hasSize(16384);
            assertThat(found.keySet().stream().filter(path -> path.startsWith("/node/")))
                    .hasSize(512);
            assertThat(found.keySet().stream().filter(path -> path.startsWith("/leaf/")))
                    .hasSize(128);
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
