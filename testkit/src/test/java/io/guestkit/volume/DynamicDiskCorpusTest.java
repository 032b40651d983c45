package io.guestkit.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.FoundFileSystem;
import io.guestkit.OpenOptions;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that Windows Server 2003 made, each alone. */
class DynamicDiskCorpusTest {

    private static final String FOLDER = "volume/ldm";

    @Test
    @Proves(
            area = "volumes",
            feature = "dynamic disks of Windows: spanned, striped and RAID 5 volumes",
            verdict = "named in not_examined",
            referee = "disks that Windows made")
    void partsOfVolumesAreNeverReadAsIfTheyWereWhole() throws IOException {
        int parts = 0;
        for (String name : Corpus.names(FOLDER)) {
            if (isWhole(name)) {
                continue;
            }
            try (Corpus.Specimen disk = Corpus.open(name);
                    DiskSet disks = Disks.open(List.of(disk.path()), OpenOptions.DEFAULT)) {
                assertThat(disks.fileSystems()).as(name).isEmpty();
                assertThat(disks.notExamined()).as(name).singleElement().satisfies(missed -> {
                    assertThat(missed.code()).isEqualTo(NotExamined.Code.UNSUPPORTED);
                    assertThat(missed.reason()).contains("dynamic disk");
                });
                parts++;
            }
        }
        assertThat(parts).isEqualTo(7);
    }

    @Test
    @Proves(
            area = "volumes",
            feature = "dynamic disks of Windows: simple volumes and halves of mirrors in a partition of their own",
            referee = "disks that Windows made")
    void whatIsWholeIsRead() throws IOException {
        int whole = 0;
        for (String name : Corpus.names(FOLDER)) {
            if (!isWhole(name)) {
                continue;
            }
            try (Corpus.Specimen disk = Corpus.open(name);
                    DiskSet disks = Disks.open(List.of(disk.path()), OpenOptions.DEFAULT)) {
                assertThat(disks.notExamined()).as(name).isEmpty();
                assertThat(disks.fileSystems())
                        .as(name)
                        .singleElement()
                        .extracting(found -> found.label().orElse(""))
                        .isEqualTo(name.contains("simple") ? "Simple" : "Mirrored");
                whole++;
            }
        }
        assertThat(whole).isEqualTo(3);
    }

    /** The type is that of others, too: what says that the disk is dynamic is its header. */
    @Test
    void withoutAHeaderItIsAPartitionLikeOthers(@TempDir Path directory) throws IOException {
        try (Corpus.Specimen specimen = Corpus.open(FOLDER + "/ldm-2003r2-spanned-2.img.xz")) {
            Path copy = Files.copy(specimen.path(), directory.resolve("disk.raw"), StandardCopyOption.REPLACE_EXISTING);
            try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
                file.seek(6 * 512);
                file.write(new byte[512]);
            }
            try (DiskSet disks = Disks.open(List.of(copy), OpenOptions.DEFAULT)) {
                assertThat(disks.fileSystems())
                        .extracting(FoundFileSystem::type)
                        .containsExactly("ntfs");
            }
        }
    }

    /** One partition of the table may hold several volumes: what is behind the first must not be left out in silence. */
    @Test
    void roomForFurtherVolumesIsNamed(@TempDir Path directory) throws IOException {
        try (Corpus.Specimen specimen = Corpus.open(FOLDER + "/ldm-2003r2-simple-1.img.xz")) {
            Path copy = Files.copy(specimen.path(), directory.resolve("disk.raw"), StandardCopyOption.REPLACE_EXISTING);
            try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
                file.seek(0x1be + 0xc); // the first entry's count of sectors: up to where the database starts
                file.writeInt(Integer.reverseBytes(100_352 - 63));
            }
            try (DiskSet disks = Disks.open(List.of(copy), OpenOptions.DEFAULT)) {
                assertThat(disks.fileSystems())
                        .extracting(FoundFileSystem::type)
                        .containsExactly("ntfs");
                assertThat(disks.notExamined())
                        .singleElement()
                        .satisfies(missed -> assertThat(missed.reason()).contains("further volumes of a dynamic disk"));
            }
        }
    }

    private static boolean isWhole(String name) {
        return name.contains("simple") || name.contains("mirrored");
    }
}
