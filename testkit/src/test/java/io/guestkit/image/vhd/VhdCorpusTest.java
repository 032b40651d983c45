package io.guestkit.image.vhd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskImage;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Specimens of dfvfs. What has to be in them was read by qemu-img, of the last two in another format. */
@Tag("oracle")
@Proves(area = "vhd", feature = "specimens of other projects", referee = "dfvfs, qemu-img")
class VhdCorpusTest {

    private static final String EXT2 = "870be7ae16c1fa8faab05c6eb9205dc9a7ae35c5f552c5cf8a267c0bc6a5cb99";
    private static final String IMAGE = "a9c0220b1dadd1812fc4bbe137f495d2c3b88c7b33b5a4de545d201fd31b3bc0";
    private static final int IMAGE_SIZE = 102_400;

    @TempDir
    Path folder;

    @Test
    void aDynamicDisk() throws Exception {
        try (Corpus.Specimen specimen = Corpus.open("image/dfvfs-ext2.vhd.gz");
                DiskImage image = Disks.openImage(specimen.path(), OpenOptions.DEFAULT)) {
            assertThat(sha256(image, 4_212_736)).isEqualTo(EXT2);
            assertThat(image.warnings()).isEmpty();
        }
    }

    /** Somebody gave these two a new id and did not compute the checksums anew; qemu-img refuses them too. */
    @Test
    void aParentAndItsChildWithWrongChecksums() throws Exception {
        for (String name : new String[] {"image", "image-differential"}) {
            try (Corpus.Specimen specimen = Corpus.open("image/dfvfs-" + name + ".vhd.gz")) {
                assertThatThrownBy(() -> Disks.openImage(specimen.path(), OpenOptions.DEFAULT))
                        .isInstanceOf(CorruptDataException.class)
                        .hasMessageContaining("checksum at +0x40");
                Files.write(folder.resolve(name + ".vhd"), sealed(Files.readAllBytes(specimen.path())));
            }
        }
        try (DiskImage image = Disks.openImage(folder.resolve("image.vhd"), OpenOptions.DEFAULT)) {
            assertThat(sha256(image, IMAGE_SIZE)).isEqualTo(IMAGE);
        }
        try (DiskImage child = Disks.openImage(folder.resolve("image-differential.vhd"), OpenOptions.DEFAULT)) {
            assertThat(child.info().backingFile()).contains("image.vhd");
            assertThat(child.readBytes(0, (int) child.size())).hasSize(104_448);
            assertThat(child.backing())
                    .hasValueSatisfying(parent -> assertThat(parent.size()).isEqualTo(104_448));
        }
    }

    private static byte[] sealed(byte[] file) throws IOException {
        for (int at : new int[] {0, file.length - VhdFooter.LENGTH}) {
            ByteBuffer footer = ByteBuffer.wrap(file, at, VhdFooter.LENGTH).slice();
            StructView s = StructView.bigEndian("VHD footer", footer.duplicate());
            footer.putInt(VhdFooter.CHECKSUM, (int) Checksum.of(s, VhdFooter.CHECKSUM));
        }
        return file;
    }

    private static String sha256(DiskImage image, int length) throws Exception {
        byte[] bytes = image.readBytes(0, length);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
