package io.guestkit.guestfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.FoundFileSystem;
import io.guestkit.KeyRing;
import io.guestkit.OpenOptions;
import io.guestkit.guestfs.disks.ApplianceDisks;
import io.guestkit.io.BlockSource;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the appliance makes of several disks at once: an array, a dynamic disk of Windows, BitLocker, btrfs. */
@Tag("oracle")
@Tag("long")
class ApplianceVolumesOracleTest {

    private static final String BITLOCKER = "volume/bitlocker/bitlk-aes-xts-128.img.xz";

    @Test
    @Proves(
            area = "libguestfs",
            feature = "through the appliance: MD RAID 5, dynamic disks, BitLocker, subvolumes of btrfs",
            referee = "native; the digest that cryptsetup's tests have for the content of BitLocker",
            verdict = "the same content")
    void everyKindOfVolumeIsThere(@TempDir Path directory) throws Exception {
        Oracle.require("guestfish"); // of the package that needs the library
        KeyRing keys = new KeyRing();
        keys.addFile(KeyRing.ALL, Files.writeString(directory.resolve("key"), "anaconda"));
        OpenOptions options = OpenOptions.DEFAULT.withKeys(keys);
        try (Corpus.Specimen first = Corpus.open("volume/md/md12-raid5-left-symmetric-0.img.xz");
                Corpus.Specimen second = Corpus.open("volume/md/md12-raid5-left-symmetric-1.img.xz");
                Corpus.Specimen third = Corpus.open("volume/md/md12-raid5-left-symmetric-2.img.xz");
                Corpus.Specimen spanned = Corpus.open("volume/ldm/ldm-2003r2-spanned-1.img.xz");
                Corpus.Specimen over = Corpus.open("volume/ldm/ldm-2003r2-spanned-2.img.xz");
                Corpus.Specimen locked = Corpus.open(BITLOCKER)) {
            Path btrfs = Fixtures.of("btrfs-guests").resolve("one.raw");
            List<Path> images = List.of(
                    first.path(), second.path(), third.path(), spanned.path(), over.path(), locked.path(), btrfs);
            try (DiskSet own = Disks.open(images, options);
                    DiskSet disks = ApplianceDisks.open(images, options, List.of())) {
                assertThat(sha256(volume(disks, "/dev/md"))).isEqualTo(sha256(volume(own, "/dev/md")));
                assertThat(volume(disks, "/dev/mapper/bitlocker").content().size())
                        .isEqualTo(100 << 20);
                assertThat(sha256(volume(disks, "/dev/mapper/bitlocker"))).isEqualTo(digestOfBitLocker());
                FoundFileSystem dynamic = fileSystem(disks, "/dev/mapper/ldm_vol_");
                assertThat(dynamic.label()).contains("Spanned");
                assertThat(dynamic.used()).isPresent();
                try (var entries = Files.list(dynamic.fileSystem().orElseThrow().getPath("/"))) {
                    assertThat(entries).isNotEmpty();
                }
                // parts of it are not looked at by themselves
                assertThat(disks.fileSystems())
                        .extracting(FoundFileSystem::device)
                        .doesNotContain("/dev/sdd1", "/dev/sde1");
                assertThat(disks.notExamined())
                        .extracting(NotExamined::location)
                        .extracting(Object::toString)
                        .noneMatch(where -> where.contains("spanned"));
                assertThat(partition(disks, "/dev/sdd1")).isEqualTo(partition(own, "/dev/sdd1"));
                assertThat(subvolumes(disks)).isEqualTo(subvolumes(own)).hasSizeGreaterThan(1);
            }
        }
    }

    private static Volume volume(DiskSet disks, String start) {
        return disks.volumes().stream()
                .filter(each -> each.device().startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static FoundFileSystem fileSystem(DiskSet disks, String start) {
        return disks.fileSystems().stream()
                .filter(each -> each.device().startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static Object partition(DiskSet disks, String device) {
        return volume(disks, device).partition().orElseThrow();
    }

    private static TreeSet<String> subvolumes(DiskSet disks) {
        TreeSet<String> found = new TreeSet<>();
        for (FoundFileSystem each : disks.fileSystems()) {
            if (each.type().equals("btrfs")) {
                found.add(each.subvolume().map(Objects::toString).orElse(""));
            }
        }
        return found;
    }

    private static String sha256(Volume volume) throws Exception {
        BlockSource content = volume.content();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long at = 0; at < content.size(); at += 1 << 20) {
            digest.update(content.readBytes(at, (int) Math.min(1 << 20, content.size() - at)));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String digestOfBitLocker() throws IOException {
        List<String> found = new ArrayList<>();
        String section = "";
        for (String line : Files.readAllLines(Corpus.folder().resolve("volume/bitlocker/images.conf"))) {
            section = line.startsWith("[") ? line : section;
            if (section.equals("[bitlk-aes-xts-128]") && line.startsWith("SHA256SUM=")) {
                found.add(line.substring("SHA256SUM=".length()));
            }
        }
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
