package io.guestkit.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Proves;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specimens from other projects, and what ntfs-3g and blkid say of them. */
@Tag("oracle")
class NtfsCorpusTest {

    @ParameterizedTest
    @CsvSource({
        "fs/colinfinck-ntfs-testfs1-first.raw.gz, fs/colinfinck-ntfs-testfs1-first.raw.gz, mylabel, 77D7A09B079E43C9",
        "fs/colinfinck-ntfs-testfs1.raw.gz, fs/colinfinck-ntfs-testfs1.raw.gz, mylabel, 6F462FC17DF91EB8",
        "fs/dfir-ntfs3.raw.gz, fs/dfir-ntfs3.raw.gz, , 26A7A1E93D3A46ED",
        "fs/generated/gen-ntfs-lznt1.img.xz, fs-generated/gen-ntfs-lznt1, NTA, 2FD6F04E30290F40"
    })
    @Proves(
            area = "NTFS",
            feature = "volumes that Windows, the kernel's ntfs3 and ntfs-3g wrote",
            referee = "ntfs-3g, on specimens of other projects")
    void is_what_ntfs_3g_lists(String file, String facts, String label, String uuid) throws Exception {
        try (Corpus.Specimen specimen = Corpus.open(file);
                FileSource volume = FileSource.open(specimen.path())) {
            FsReader fs = NtfsDriver.INSTANCE.open(volume);
            assertThat(fs.info().label().orElse(null)).isEqualTo(label);
            assertThat(fs.info().uuid()).contains(uuid);
            List<String> found = new ArrayList<>();
            list(fs, fs.root(), "", found);
            List<String> expected = new ArrayList<>();
            for (Corpus.Entry entry : Corpus.listing(facts + ".fs.listing.tsv")) {
                expected.add("%c %d %d %d %s %s"
                        .formatted(
                                entry.type(),
                                entry.nlink(),
                                entry.type() == 'd' ? 0 : entry.size(),
                                entry.mtime(),
                                entry.content(),
                                entry.path()));
            }
            assertThat(expected).isNotEmpty();
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    @Proves(area = "NTFS", feature = "streams of any size as FILE:STREAM", referee = "ntfscat")
    void streams_are_what_ntfscat_reads() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("fs/generated/gen-ntfs-lznt1.img.xz");
                FileSource volume = FileSource.open(specimen.path())) {
            FsReader fs = NtfsDriver.INSTANCE.open(volume);
            List<String> lines =
                    Files.readAllLines(Corpus.folder().resolve("facts/fs-generated/gen-ntfs-lznt1.streams.txt"));
            assertThat(lines).hasSizeGreaterThan(1);
            for (String line : lines) {
                String[] fields = line.split(" +", 2);
                Node stream = fs.lookup(fs.root(), fields[1].getBytes(StandardCharsets.UTF_8));
                assertThat(stream).as(fields[1]).isNotNull();
                assertThat(sha256(fs.content(stream))).isEqualTo(fields[0]);
            }
        }
    }

    @Test
    void reads_records_of_4_kib() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("fs/dfir-4k-large.mft.gz");
                FileSource mft = FileSource.open(specimen.path())) {
            int used = 0;
            for (int number = 0; number < mft.size() / 4096; number++) {
                byte[] bytes = mft.readBytes(number * 4096L, 4096);
                if (bytes[0] == 'F') {
                    FileRecord record = FileRecord.parse(number, bytes);
                    used += record.inUse() ? 1 : 0;
                    if (number == Mft.ROOT) {
                        assertThat(record.isDirectory()).isTrue();
                    }
                }
            }
            assertThat(used).isGreaterThan(16);
        }
    }

    private static void list(FsReader fs, Node node, String path, List<String> into) throws Exception {
        FileType type = node.type();
        String content = switch (type) {
            case REGULAR -> "sha256:" + sha256(fs.content(node));
            case SYMLINK -> "->" + new String(fs.readLink(node), StandardCharsets.UTF_8);
            default -> "-";
        };
        into.add("%c %d %d %d %s %s"
                .formatted(
                        type == FileType.REGULAR ? 'f' : type == FileType.DIRECTORY ? 'd' : 'l',
                        type == FileType.DIRECTORY ? 0 : node.attributes().links(),
                        type == FileType.DIRECTORY ? 0 : node.attributes().size(),
                        node.attributes().modified().getEpochSecond(),
                        content,
                        path.isEmpty() ? "/" : path));
        if (type == FileType.DIRECTORY) {
            FsReader.EntryCursor entries = fs.list(node);
            for (FsReader.Entry entry = entries.next(); entry != null; entry = entries.next()) {
                list(fs, entry.node(), path + "/" + escaped(entry.name()), into);
            }
        }
    }

    /** As the listings spell names: bytes outside of printable ASCII as {@code \xNN}. */
    private static String escaped(byte[] name) {
        StringBuilder text = new StringBuilder();
        for (byte b : name) {
            text.append(b >= ' ' && b != 0x7f && b != '\\' ? String.valueOf((char) b) : "\\x%02x".formatted(b));
        }
        return text.toString();
    }

    private static String sha256(BlockSource content) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] piece = new byte[64 << 10];
        for (long at = 0; at < content.size(); at += piece.length) {
            int length = (int) Math.min(piece.length, content.size() - at);
            content.read(at, ByteBuffer.wrap(piece, 0, length));
            digest.update(piece, 0, length);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
