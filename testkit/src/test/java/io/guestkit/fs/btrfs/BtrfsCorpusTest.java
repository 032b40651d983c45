package io.guestkit.fs.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.FoundFileSystem;
import io.guestkit.OpenOptions;
import io.guestkit.fs.Subvolume;
import io.guestkit.io.FileSource;
import io.guestkit.testkit.Bounded;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.HostileWalk;
import io.guestkit.testkit.ListingComparison;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Specimens of other projects, with what the kernel read from them; and damaged ones. */
@Tag("oracle")
class BtrfsCorpusTest {

    static Stream<String> damaged() throws IOException {
        return Corpus.names("corrupt/btrfs").stream().filter(name -> name.endsWith(".raw.xz"));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    @Proves(
            area = "btrfs",
            feature = "damaged file systems",
            verdict = "read as far as they go, or refused",
            referee = "specimens of btrfs-progs")
    void opensOrIsRefused(String name) throws Exception {
        try (Corpus.Specimen specimen = Corpus.open(name);
                FileSource volume = FileSource.open(specimen.path())) {
            Optional<IOException> refusal = Bounded.run(Duration.ofSeconds(10), () -> {
                if (BtrfsDriver.INSTANCE.detect(volume).isPresent()) {
                    HostileWalk.Result result = HostileWalk.of(BtrfsDriver.INSTANCE.open(volume));
                    assertThat(result.nodes() + result.refusals()).isPositive();
                }
            });
            refusal.ifPresent(e -> assertThat(e.getMessage()).isNotBlank());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fs/025-zstd-compression__compress.raw.xz, fs/025-zstd-compression__compress.raw.xz.fs.listing.tsv",
        "fs/generated/gen-btrfs-zlib.img.xz, fs-generated/gen-btrfs-zlib.fs.listing.tsv"
    })
    @Proves(area = "btrfs", feature = "specimens of btrfs-progs and others", referee = "the kernel's mount")
    void oneDevice(String name, String facts) throws Exception {
        try (Corpus.Specimen specimen = Corpus.open(name);
                DiskSet disks = Disks.open(specimen.path())) {
            compare(disks, facts);
        }
    }

    @Test
    void insideVhdx() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("fs/discutils-btrfs.vhdx.gz");
                DiskSet disks = Disks.open(specimen.path())) {
            compare(disks, "fs/discutils-btrfs.vhdx.gz.p1.listing.tsv");
        }
    }

    @ParameterizedTest
    @CsvSource({"gen-btrfs-raid0-lzo, 3", "gen-btrfs-raid1-zstd, 2"})
    void severalDevices(String name, int count) throws Exception {
        List<Corpus.Specimen> specimens = new ArrayList<>();
        try {
            List<Path> images = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                specimens.add(Corpus.open("volume/btrfs-multi/%s-%d.img.xz".formatted(name, i)));
                images.add(specimens.getLast().path());
            }
            try (DiskSet disks = Disks.open(images, OpenOptions.DEFAULT)) {
                assertThat(disks.volumes()).hasSize(count);
                FoundFileSystem whole = disks.fileSystems().getFirst();
                assertThat(whole.members()).hasSize(count - 1);
                compare(disks, "volume-btrfs-multi/%s.fs.listing.tsv".formatted(name));
                List<String> expected = new ArrayList<>();
                for (String line : Files.readAllLines(
                        Corpus.folder().resolve("facts/volume-btrfs-multi/" + name + ".subvolumes.txt"))) {
                    if (line.contains(" path ")) {
                        expected.add(line.split(" ")[1] + " " + line.substring(line.indexOf(" path ") + 6));
                    }
                }
                List<String> found = new ArrayList<>();
                for (Subvolume subvolume :
                        whole.fileSystem().orElseThrow().reader().subvolumes()) {
                    if (!subvolume.path().isEmpty()) {
                        found.add(subvolume.id() + " " + subvolume.path());
                    }
                }
                assertThat(found).isEqualTo(expected);
            }
        } finally {
            for (Corpus.Specimen specimen : specimens) {
                specimen.close();
            }
        }
    }

    private static void compare(DiskSet disks, String facts) throws Exception {
        List<Corpus.Entry> listing = Corpus.listing(facts);
        assertThat(listing).isNotEmpty();
        FoundFileSystem found = disks.fileSystems().stream()
                .filter(each -> each.type().equals("btrfs"))
                .findFirst()
                .orElseThrow();
        assertThat(ListingComparison.differences(
                        found.fileSystem().orElseThrow().reader(),
                        listing,
                        EnumSet.of(
                                ListingComparison.Fact.MODES,
                                ListingComparison.Fact.OWNERS,
                                ListingComparison.Fact.TIMES)))
                .isEmpty();
    }
}
