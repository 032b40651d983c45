package io.guestkit.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.testkit.HostileWalk;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known about one kind of damage: what of the file system can still be read, and what is said. */
class NtfsDamageTest {

    private final byte[] image = SmallImage.bytes();
    private final HostileWalk.Result undamaged = HostileWalk.of(open(SmallImage.bytes()));

    @Test
    @Proves(
            area = "NTFS",
            feature = "damaged boot sectors, and first records of $MFT",
            verdict = "read from their copies, with a warning",
            referee = "ntfs-3g made the original")
    void a_lost_boot_sector_is_read_from_its_copy() throws Exception {
        Arrays.fill(image, 0, 512, (byte) 0);
        BytesSource volume = new BytesSource(image);
        assertThat(NtfsDriver.INSTANCE.detect(volume)).isEmpty();
        assertThat(NtfsDriver.INSTANCE.detectDamaged(volume)).contains("ntfs");
        FsReader fs = NtfsDriver.INSTANCE.open(volume);
        assertThat(fs.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.message())
                        .contains("the copy at byte " + (image.length - 512) + " is used"));
        assertThat(HostileWalk.of(fs)).isEqualTo(undamaged);
    }

    @Test
    void damaged_first_records_are_read_from_their_mirror() throws Exception {
        for (int number = 0; number < 4; number++) {
            byte[] damaged = image.clone();
            damaged[SmallImage.record(damaged, number) + 510] ^= 1;
            FsReader fs = open(damaged);
            HostileWalk.Result result = HostileWalk.of(fs);
            assertThat(result).isEqualTo(undamaged);
            if (number != 1) { // nobody reads $MFTMirr's own record
                assertThat(fs.warnings().toString()).contains("the copy in $MFTMirr is used", "is torn");
            }
        }
    }

    @Test
    void a_torn_record_hides_its_file_only() throws Exception {
        Node file = lookup(open(image), "fragments");
        image[SmallImage.record(image, (int) file.id()) + 510] ^= 1;
        FsReader fs = open(image);
        assertThatThrownBy(() -> lookup(fs, "fragments"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("FILE record " + file.id() + " is torn");
        HostileWalk.Result result = HostileWalk.of(fs);
        assertThat(result.nodes()).isEqualTo(undamaged.nodes() - 1);
    }

    @Test
    void names_are_found_without_a_damaged_index() throws Exception {
        int record =
                SmallImage.record(image, (int) lookup(open(image), "folder").id());
        SmallImage.unseal(image, record, SmallImage.RECORD);
        ByteBuffer b = SmallImage.view(image);
        int value = attribute(image, record, Attribute.INDEX_ROOT) + 0x20; // behind its name, $I30
        int first = value + 0x10 + b.getInt(value + 0x10);
        for (int at = first, last = 0; last == 0; at += b.getShort(at + 8)) {
            b.putLong(at + b.getShort(at + 8) - 8, 0x1000); // the children of the root lead outside
            last = b.getShort(at + 0x0c) & 2;
        }
        SmallImage.seal(image, record, SmallImage.RECORD);
        FsReader fs = open(image);
        Node folder = lookup(fs, "folder");
        FsReader.EntryCursor entries = fs.list(folder);
        int count = 0;
        for (FsReader.Entry entry = entries.next(); entry != null; entry = entries.next()) {
            assertThat(fs.lookup(folder, entry.name())).isNotNull();
            count++;
        }
        assertThat(count).isEqualTo(49);
        assertThat(fs.warnings().toString()).contains("names were looked for without the index");
    }

    @Test
    @Proves(
            area = "NTFS",
            feature = "files encrypted with EFS",
            verdict = "metadata shown, content refused by name",
            referee = "ntfs-3g made the original")
    void an_encrypted_file_has_attributes_and_no_content() throws Exception {
        int data = attribute("fragments", Attribute.DATA);
        SmallImage.view(image).putShort(data + 0x0c, (short) 0x4000);
        FsReader fs = open(image);
        Node file = lookup(fs, "fragments");
        assertThat(file.attributes().size()).isEqualTo(30720);
        assertThatThrownBy(() -> fs.content(file))
                .isInstanceOf(KeyRequiredException.class)
                .hasMessageContaining("EFS");
    }

    @Test
    void content_that_is_elsewhere_is_refused() throws Exception {
        int reparse = attribute("lzx/text", Attribute.REPARSE_POINT);
        ByteBuffer b = SmallImage.view(image);
        b.putInt(reparse + 0x18 + 0x0c, 1);
        assertThatThrownBy(() -> content("lzx/text"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("WIM archive");
        b.putInt(reparse + 0x18, ReparsePoint.DEDUP);
        assertThatThrownBy(() -> content("lzx/text"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("reparse tag 0x80000013");
    }

    @Test
    void damaged_compressed_bytes_are_refused() throws Exception {
        int data = attribute("compressed/text", Attribute.DATA);
        ByteBuffer b = SmallImage.view(image);
        int pairs = data + b.getShort(data + 0x20);
        int lcnAt = pairs + 1 + (b.get(pairs) & 0x0f);
        int lcn = 0;
        for (int i = (b.get(pairs) >> 4) - 1; i >= 0; i--) {
            lcn = lcn << 8 | b.get(lcnAt + i) & 0xff;
        }
        image[lcn * 512 + 1] ^= 0x10;
        assertThatThrownBy(() -> content("compressed/text"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("signature is not 3");
    }

    @Test
    void a_directory_of_two_names_is_refused_under_the_other_one() throws Exception {
        FsReader good = open(image);
        Node folder = lookup(good, "folder");
        List<Integer> places = new ArrayList<>();
        long compressed = lookup(good, "compressed").id();
        for (int at = 0; at < image.length - 8; at += 8) {
            boolean entry = SmallImage.view(image).getLong(at) << 16 == compressed << 16
                    && SmallImage.view(image).getLong(at + 0x10) << 16 == 5L << 16;
            if (entry) {
                places.add(at);
            }
        }
        assertThat(places).isNotEmpty();
        for (long other : new long[] {folder.id(), Mft.ROOT}) {
            for (int at : places) {
                SmallImage.view(image).putLong(at, other);
            }
            FsReader fs = open(image);
            assertThatThrownBy(() -> lookup(fs, "compressed"))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("record 5 calls it \"compressed\", and itself \"%s\" in record 5"
                            .formatted(other == Mft.ROOT ? "." : "folder"));
        }
    }

    private byte[] content(String path) throws IOException {
        FsReader fs = open(image);
        var content = fs.content(lookup(fs, path));
        return content.readBytes(0, (int) content.size());
    }

    /** Where the attribute of a file is; no sector ends inside of the ones that are asked for. */
    private int attribute(String path, int type) throws IOException {
        return attribute(
                image, SmallImage.record(image, (int) lookup(open(image), path).id()), type);
    }

    private static int attribute(byte[] image, int record, int type) {
        ByteBuffer b = SmallImage.view(image);
        for (int at = record + b.getShort(record + 0x14); b.getInt(at) != -1; at += b.getInt(at + 4)) {
            if (b.getInt(at) == type) {
                return at;
            }
        }
        throw new AssertionError("no attribute " + type);
    }

    private static Node lookup(FsReader fs, String path) throws IOException {
        Node node = fs.root();
        for (String name : path.split("/", -1)) {
            node = fs.lookup(node, name.getBytes(StandardCharsets.UTF_8));
            assertThat(node).as(path).isNotNull();
        }
        return node;
    }

    private static FsReader open(byte[] bytes) {
        try {
            return NtfsDriver.INSTANCE.open(new BytesSource(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
