package io.guestkit.volume.mdraid;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Corpus.Specimen;
import io.guestkit.testkit.Proves;
import io.guestkit.volume.LayeredDisks;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An array of three whose files are listed, and volume groups. */
class MdCorpusTest {

    private static final String MEMBER = "volume/md/md12-raid5-left-symmetric-%d.img.xz";

    @Test
    @Proves(area = "md", feature = "RAID 5 of three disks, files inside", referee = "corpus")
    void withAllAndWithoutOne() throws IOException {
        try (Specimen one = Corpus.open(MEMBER.formatted(0));
                Specimen two = Corpus.open(MEMBER.formatted(1));
                Specimen three = Corpus.open(MEMBER.formatted(2))) {
            String whole = compare(List.of(one.path(), two.path(), three.path()));
            assertThat(compare(List.of(two.path(), one.path()))).isEqualTo(whole);
            try (DiskSet disks = Disks.open(List.of(two.path(), three.path()), OpenOptions.DEFAULT)) {
                // the superblock of the third says that it was not rebuilt to its end
                assertThat(disks.notExamined())
                        .singleElement()
                        .satisfies(gap -> assertThat(gap.reason())
                                .isEqualTo("2 of 3 members are missing, and 1 can be done without"));
            }
        }
    }

    private static String compare(List<Path> images) throws IOException {
        try (DiskSet disks = Disks.open(images, OpenOptions.DEFAULT)) {
            Volume array = disks.volumes().getLast();
            assertThat(array.kind()).isEqualTo(Volume.Kind.RAID);
            GuestFileSystem files =
                    disks.fileSystem(array.device()).orElseThrow().fileSystem().orElseThrow();
            List<String> wrong = new ArrayList<>();
            int compared = 0;
            for (Corpus.Entry entry : Corpus.listing("volume-md/md12-raid5.fs.listing.tsv")) {
                if (entry.type() == 'f' && entry.path().indexOf('\\') < 0) {
                    compared++;
                    String own = "sha256:" + sha256(Files.readAllBytes(files.getPath(entry.path())));
                    if (!own.equals(entry.content())) {
                        wrong.add(entry.path());
                    }
                }
            }
            assertThat(wrong).isEmpty();
            assertThat(compared).isPositive();
            return LayeredDisks.sha256(array.content());
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
