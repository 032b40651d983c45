package io.guestkit.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskImage;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that others made, and what QEMU reads from them. */
class VmdkCorpusTest {

    @TempDir
    Path folder;

    @Test
    void monolithicSparseOfDfvfs() throws Exception {
        Path image = folder.resolve("raw.vmdk");
        try (InputStream in =
                new GZIPInputStream(Files.newInputStream(Tools.corpus("image").resolve("dfvfs-ext2.vmdk.gz")))) {
            Files.copy(in, image);
        }
        try (DiskImage disk = Disks.openImage(image, OpenOptions.DEFAULT)) {
            assertThat(Tools.hash(disk, 1 << 20))
                    .isEqualTo("a6c2f0e39afe6c6ab432ca5465349fcefe8dc944398e97b2d957d3f89dbb5d80");
            assertThat(disk.info().details())
                    .containsEntry("cid", 3699422919L)
                    .containsEntry("create-type", "monolithicSparse");
        }
    }

    /** Cut after 64 KiB; its header has the grain directory, so there need not be a footer. */
    @Test
    void streamOptimizedOfGoVmdk() throws Exception {
        Path image = Tools.corpus("image").resolve("govmdk-streamoptimized.vmdk");
        try (DiskImage disk = Disks.openImage(image, OpenOptions.DEFAULT)) {
            assertThat(Tools.hash(disk, 1 << 20))
                    .isEqualTo("de2f256064a0af797747c2b97505dc0b9f3df0de4f489eac731c23ae9ca9cc31");
            assertThat(disk.info().details()).containsEntry("cid", 2345191526L);
        }
    }
}
