package io.guestkit.image.vhdx;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.BlockImages;
import io.guestkit.image.DiskImage;
import io.guestkit.io.Warning;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Specimens of DiscUtils, which Hyper-V made, against what qemu-img makes of them. */
@Tag("oracle")
class VhdxCorpusTest {

    @TempDir
    Path folder;

    @Test
    @Proves(area = "vhdx", feature = "specimens made by Hyper-V", referee = "qemu-img")
    void theGuestSeesTheSameBytes() throws Exception {
        compare("fs/discutils-btrfs.vhdx.gz");
    }

    /** 10 GiB each, of which qemu-img reads every byte. */
    @ParameterizedTest
    @ValueSource(strings = {"fs/discutils-xfs5.vhdx.gz", "volume/lvm/discutils-lvm2.vhdx.gz"})
    @Tag("long")
    void theGuestSeesTheSameBytesOfLargeDisks(String name) throws Exception {
        compare(name);
    }

    private void compare(String name) throws Exception {
        Path raw = folder.resolve("raw");
        try (Corpus.Specimen specimen = Corpus.open(name);
                DiskImage image = Disks.openImage(specimen.path(), OpenOptions.DEFAULT)) {
            Oracle.require("qemu-img").run("convert", "-f", "vhdx", "-O", "raw", specimen.path(), raw);
            BlockImages.assertSame(image, raw);
            assertThat(image.warnings()).isEmpty();
        }
    }

    @Test
    @Proves(
            area = "vhdx",
            feature = "a log that was not replayed",
            verdict = "replayed in memory, with a warning",
            referee = "qemu-img check -r")
    void theLogIsReplayedAsQemuDoes() throws Exception {
        Path repaired = folder.resolve("repaired.vhdx");
        Path raw = folder.resolve("raw");
        try (Corpus.Specimen specimen = Corpus.open("image/discutils-vhdx-log-replay.vhdx.gz")) {
            byte[] before = Files.readAllBytes(specimen.path());
            Files.write(repaired, before);
            Oracle.require("qemu-img").run("check", "-r", "all", "-f", "vhdx", repaired);
            Oracle.require("qemu-img").run("convert", "-f", "vhdx", "-O", "raw", repaired, raw);
            try (DiskImage image = Disks.openImage(specimen.path(), OpenOptions.DEFAULT)) {
                assertThat(image.info().dirty()).isTrue();
                assertThat(image.warnings()).extracting(Warning::message).anyMatch(m -> m.contains("log was replayed"));
                BlockImages.assertSame(image, raw);
            }
            assertThat(Files.readAllBytes(specimen.path())).isEqualTo(before);
        }
    }
}
