package io.guestkit.fs.fat;

import static io.guestkit.fs.fat.FatImage.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.fs.Utf16Names;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FatFileSystemTest {

    private static FatImage image(FatType type) {
        return new FatImage(type, type == FatType.FAT16 ? 5000 : 200);
    }

    private static Node find(FsReader fs, String... path) throws IOException {
        Node node = fs.root();
        for (String name : path) {
            node = fs.lookup(node, Utf16Names.toBytes(name));
            assertThat(node).as(name).isNotNull();
        }
        return node;
    }

    private static List<String> names(FsReader fs, Node directory) throws IOException {
        List<String> names = new ArrayList<>();
        FsReader.EntryCursor cursor = fs.list(directory);
        for (FsReader.Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
            names.add(Utf16Names.fromBytes(entry.name()));
            assertThat(fs.lookup(directory, entry.name()))
                    .extracting(Node::id)
                    .isEqualTo(entry.node().id());
        }
        return names;
    }

    private static byte[] read(FsReader fs, String name) throws IOException {
        BlockSource content = fs.content(find(fs, name));
        return content.readBytes(0, (int) content.size());
    }

    @ParameterizedTest
    @EnumSource(FatType.class)
    void reads_a_file_in_pieces(FatType type) throws IOException {
        FsReader fs = image(type)
                .chain(10, 11, 12, 20, 5)
                .fill(10, 11, 12, 20, 5)
                .root("FRAGMENTBIN", 0x20, 10, 4 * CLUSTER + 100)
                .open();
        byte[] content = read(fs, "FRAGMENT.BIN");
        assertThat(content).hasSize(4 * CLUSTER + 100);
        int[] clusters = {10, 11, 12, 20, 5};
        for (int i = 0; i < content.length; i++) {
            assertThat(content[i]).isEqualTo((byte) clusters[i / CLUSTER]);
        }
        BlockSource source = fs.content(find(fs, "fragment.bin"));
        assertThat(source.readBytes(4 * CLUSTER, 1)).containsExactly(5);
        assertThat(source.readBytes(3 * CLUSTER - 1, 2)).containsExactly(12, 20);
        assertThat(source.readBytes(0, 1)).containsExactly(10);
        assertThat(source.extent(5, 2000).length()).isEqualTo(3 * CLUSTER - 5);
    }

    @Test
    void jumps_about_in_a_file_of_more_clusters_than_are_marked() throws IOException {
        FatImage image = new FatImage(FatType.FAT16, 60_000);
        int[] clusters = new int[20_000];
        for (int i = 0; i < clusters.length; i++) {
            clusters[i] = 3 + i * 7919 % 59_000;
            image.u32(image.position(clusters[i]), i);
        }
        FsReader fs = image.chain(clusters)
                .root("BIG        ", 0, clusters[0], 20_000L * CLUSTER)
                .open();
        BlockSource source = fs.content(find(fs, "BIG"));
        java.util.Random random = new java.util.Random(3);
        for (int i = 0; i < 2000; i++) {
            int index = random.nextInt(clusters.length);
            byte[] number = source.readBytes((long) index * CLUSTER, 4);
            assertThat(java.nio.ByteBuffer.wrap(number)
                            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                            .getInt())
                    .isEqualTo(index);
        }
    }

    @Test
    void chains_that_do_not_hold_the_file_are_refused() {
        assertBroken(image(FatType.FAT16).chain(10, 11), "its chain ends after 2 clusters, but its size needs 3");
        assertBroken(image(FatType.FAT16).next(10, 11), "FAT16: cluster 11 is in use and free");
        assertBroken(image(FatType.FAT16).next(10, 11).next(11, 0xfff7), "cluster 11 is in use and marked bad");
        assertBroken(image(FatType.FAT16).next(10, 1), "cluster 10 is in use and followed by 1");
        assertBroken(image(FatType.FAT16).next(10, 5002), "followed by 5002, expected a cluster of 2..5001");
        assertBroken(image(FatType.FAT16).next(10, 10), "its chain comes back to cluster 10");
        assertBroken(image(FatType.FAT16).next(10, 11).next(11, 12).next(12, 11), "its chain comes back to cluster");
        assertBroken(image(FatType.FAT16).next(10, 11).next(11, 12).next(12, 10), "its chain comes back to cluster");
    }

    private static void assertBroken(FatImage image, String message) {
        image.root("F          ", 0, 10, 3 * CLUSTER);
        assertThatThrownBy(() -> read(image.open(), "F"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(message);
    }

    @Test
    void clusters_allocated_in_advance_do_no_harm() throws IOException {
        FatImage image = image(FatType.FAT12).chain(10, 11, 12, 13).root("F          ", 0, 10, CLUSTER);
        assertThat(read(image.open(), "F")).hasSize(CLUSTER);
    }

    @Test
    void a_file_without_clusters_has_no_content_but_attributes() throws IOException {
        FsReader fs = image(FatType.FAT12)
                .root("NONE       ", 0, 0, 5)
                .root("HUGE       ", 0, 10, 0xffff_ffffL)
                .root("EMPTY      ", 0, 10, 0)
                .open();
        assertThat(find(fs, "NONE").attributes().size()).isEqualTo(5);
        assertThatThrownBy(() -> fs.content(find(fs, "NONE"))).hasMessageContaining("DIR_FstClus is 0");
        assertThatThrownBy(() -> fs.content(find(fs, "HUGE"))).hasMessageContaining("DIR_FileSize is 4294967295");
        assertThat(fs.content(find(fs, "EMPTY")).size()).isZero();
    }

    @Test
    void long_names_are_found_by_either_name_in_any_case() throws IOException {
        String longName = "Ein recht langer Näme with €, 日本 and 😀.text";
        FsReader fs =
                image(FatType.FAT32).root(longName, "EINREC~1TEX", 0x20, 0, 0).open();
        assertThat(names(fs, fs.root())).containsExactly(longName);
        assertThat(find(fs, "eIN RECHT LANGER NÄME WITH €, 日本 AND 😀.TEXT")).isNotNull();
        assertThat(find(fs, "einrec~1.tex").id()).isEqualTo(find(fs, longName).id());
        assertThat(find(fs, longName + "..")).as("dots at the end do not count").isNotNull();
        assertThat(fs.lookup(fs.root(), Utf16Names.toBytes("ein"))).isNull();
        assertThat(fs.lookup(fs.root(), new byte[] {(byte) 0xff})).isNull();
    }

    @Test
    void names_of_every_length_and_halves_of_surrogate_pairs_round_trip() throws IOException {
        for (int length : new int[] {1, 12, 13, 14, 26, 255}) {
            String name = "\ud83d" + "x".repeat(length - 1);
            FsReader fs =
                    image(FatType.FAT12).root(name, "XXXXXX~1   ", 0, 0, 0).open();
            assertThat(names(fs, fs.root())).containsExactly(name);
        }
    }

    @Test
    void pieces_that_belong_to_nobody_are_dropped() throws IOException {
        int sum = FatImage.checksum("SHORT      ");
        FsReader fs = image(FatType.FAT12)
                .rootPiece(0x41, "other", sum + 1)
                .root("SHORT      ", 0, 0, 0)
                .rootPiece(0x42, "first piece missing", FatImage.checksum("B          "))
                .root("B          ", 0, 0, 0)
                .rootPiece(0x01, "no last one", FatImage.checksum("C          "))
                .root("C          ", 0, 0, 0)
                .rootPiece(0x40, "number 0", FatImage.checksum("D          "))
                .root("D          ", 0, 0, 0)
                .rootPiece(0x7f, "", FatImage.checksum("E          "))
                .root("E          ", 0, 0, 0)
                .rootPiece(0x41, "deleted", FatImage.checksum("F          "))
                .root("\u00e5          ", 0, 0, 0)
                .root("F          ", 0, 0, 0)
                .rootPiece(0x41, "..", FatImage.checksum("G          "))
                .root("G          ", 0, 0, 0)
                .rootPiece(0x41, "a/b", FatImage.checksum("H          "))
                .root("H          ", 0, 0, 0)
                .open();
        assertThat(names(fs, fs.root())).containsExactly("SHORT", "B", "C", "D", "E", "F", "G", "a_b");
    }

    @Test
    void only_files_and_directories_are_listed() throws IOException {
        FsReader fs = image(FatType.FAT16)
                .root("MY LABEL   ", 0x08, 0, 0)
                .root(".          ", 0x10, 0, 0)
                .root("..         ", 0x10, 0, 0)
                .root("\u00e5GONE      ", 0x20, 0, 0)
                .root("KEPT       ", 0x20, 0, 0)
                .root("\0BEHIND    ", 0x20, 0, 0)
                .root("UNSEEN     ", 0x20, 0, 0)
                .open();
        assertThat(names(fs, fs.root())).containsExactly("KEPT");
        assertThat(fs.info().label()).contains("MY LABEL");
        assertThat(fs.info().uuid()).contains("1A2B-3C4D");
    }

    @Test
    void attributes_are_those_of_a_default_mount() throws IOException {
        FatImage image = image(FatType.FAT16).root("R       TXT", 0x27, 10, 700).chain(10, 11);
        int at = image.rootSlot(0);
        image.u8(at + 0x0d, 150).u16(at + 0x0e, 12 << 11 | 34 << 5 | 5).u16(at + 0x10, 44 << 9 | 2 << 5 | 29);
        image.u16(at + 0x12, 45 << 9 | 12 << 5 | 31);
        image.u16(at + 0x16, 23 << 11 | 59 << 5 | 29).u16(at + 0x18, 127 << 9 | 12 << 5 | 31);
        FsReader fs = image.root("D          ", 0x11, 12, 0).chain(12, 14).open();
        var file = find(fs, "R.TXT").attributes();
        assertThat(file.type()).isEqualTo(FileType.REGULAR);
        assertThat(file.permissions()).isEqualTo(0555);
        assertThat(file.links()).isEqualTo(1);
        assertThat(file.size()).isEqualTo(700);
        assertThat(file.allocated()).isEqualTo(1024);
        assertThat(file.dosFlags()).hasValue(0x27);
        assertThat(file.created()).contains(Instant.parse("2024-02-29T12:34:11.500Z"));
        assertThat(file.accessed()).isEqualTo(Instant.parse("2025-12-31T00:00:00Z"));
        assertThat(file.modified()).isEqualTo(Instant.parse("2107-12-31T23:59:58Z"));
        assertThat(file.changed()).isEqualTo(file.modified());
        var directory = find(fs, "D").attributes();
        assertThat(directory.type()).isEqualTo(FileType.DIRECTORY);
        assertThat(directory.permissions()).isEqualTo(0755);
        assertThat(directory.size()).isEqualTo(2 * CLUSTER);
        assertThat(directory.links()).isEqualTo(2);
        assertThat(directory.modified()).as("a date of zeros").isEqualTo(Instant.parse("1980-01-01T00:00:00Z"));
        assertThat(directory.created()).isEmpty();
        var root = fs.root().attributes();
        assertThat(fs.root().id()).isEqualTo(1);
        assertThat(root.links()).isEqualTo(3);
        assertThat(root.size()).isEqualTo(1024);
        assertThat(root.modified()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void every_time_stamp_is_a_time() throws IOException {
        FatImage image = image(FatType.FAT12).root("T          ", 0, 0, 0);
        for (int date = 0; date < 0x10000; date += 61) {
            image.u16(image.rootSlot(0) + 0x18, date).u16(image.rootSlot(0) + 0x16, 0xffff - date);
            assertThat(find(image.open(), "T").attributes().modified()).isAfter(Instant.parse("1979-12-31T00:00:00Z"));
        }
    }

    @Test
    void directories_that_contain_themselves_end() throws IOException {
        FatImage image =
                image(FatType.FAT16).root("A          ", 0x10, 10, 0).chain(10).chain(11);
        image.entry(image.position(10), "SELF       ", 0x10, 10, 0);
        image.entry(image.position(10) + 32, "B          ", 0x10, 11, 0);
        image.entry(image.position(11), "PARENT     ", 0x10, 10, 0);
        FsReader fs = image.root("TWIN       ", 0x10, 10, 0).open();
        assertThat(names(fs, find(fs, "A"))).containsExactly("SELF", "B");
        assertThat(names(fs, find(fs, "A", "B"))).containsExactly("PARENT");
        for (Node again : List.of(find(fs, "A", "SELF"), find(fs, "A", "B", "PARENT"), find(fs, "TWIN"))) {
            assertThatThrownBy(() -> fs.list(again))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("it shares cluster 10 with the directory of the entry at byte");
            assertThat(again.attributes().type()).isEqualTo(FileType.DIRECTORY);
        }
    }

    @Test
    void a_fat32_directory_that_leads_to_the_root_ends() throws IOException {
        FsReader fs = image(FatType.FAT32).root("A          ", 0x10, 2, 0).open();
        assertThatThrownBy(() -> fs.list(find(fs, "A"))).hasMessageContaining("shares cluster 2");
    }

    @Test
    void what_stands_before_the_damage_is_listed() throws IOException {
        FatImage image = image(FatType.FAT16)
                .root("D          ", 0x10, 10, 0)
                .next(10, 11)
                .next(11, 10);
        for (int i = 0; i < 32; i++) {
            image.entry(image.position(10 + i / 16) + i % 16 * 32, "F" + (char) ('A' + i) + "         ", 0, 0, 0);
        }
        FsReader fs = image.open();
        FsReader.EntryCursor cursor = fs.list(find(fs, "D"));
        for (int i = 0; i < 32; i++) {
            assertThat(cursor.next()).isNotNull();
        }
        assertThatThrownBy(cursor::next).hasMessageContaining("the chain of cluster 10 comes back to cluster 10");
        assertThat(find(fs, "D", "FA")).isNotNull();
        assertThatThrownBy(() -> find(fs, "D", "absent")).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void the_active_fat_is_used_where_mirroring_is_off() throws IOException {
        FatImage image = image(FatType.FAT32).chain(10, 12).fill(10, 11, 12).root("F          ", 0, 10, 2 * CLUSTER);
        assertThat(read(image.open(), "F")).endsWith(12);
        int size = image.bytes.getInt(0x24) * 512;
        byte[] second = new byte[size];
        image.bytes.get(1024, second);
        java.nio.ByteBuffer.wrap(second)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(40, 11)
                .putInt(44, 0x0fff_ffff);
        java.nio.ByteBuffer two =
                java.nio.ByteBuffer.allocate(image.bytes.capacity() + size).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        two.put(image.bytes.array(), 0, 1024 + size).put(second);
        two.put(image.bytes.array(), 1024 + size, image.bytes.capacity() - 1024 - size)
                .flip();
        two.put(0x10, (byte) 2).putShort(0x28, (short) 0x81);
        two.putShort(0x13, (short) (image.bytes.getShort(0x13) + size / 512));
        FsReader fs = FatDriver.INSTANCE.open(new io.guestkit.io.BytesSource(two));
        assertThat(read(fs, "F")).endsWith(11);
    }

    @Test
    void used_space_is_counted_or_taken_from_fsinfo() throws IOException {
        assertThat(image(FatType.FAT12).chain(10, 11, 12).open().info().used()).hasValue(3 * CLUSTER);
        FatImage fat32 = image(FatType.FAT32).chain(10, 11, 12);
        assertThat(fat32.open().info().used()).as("as FSInfo has it").hasValue(CLUSTER);
        assertThat(fat32.u32(512 + 0x1e8, -1).open().info().used()).hasValue(4 * CLUSTER);
        assertThat(fat32.u32(512 + 0x1e8, 201).open().info().used()).hasValue(4 * CLUSTER);
    }

    @Test
    void a_volume_in_use_is_doubted() throws IOException {
        assertThat(image(FatType.FAT16).open().warnings()).isEmpty();
        assertThat(image(FatType.FAT16).next(1, 0x7fff).open().warnings()).hasSize(1);
        assertThat(image(FatType.FAT32).next(1, 0x07ff_ffff).open().warnings()).hasSize(1);
        assertThat(image(FatType.FAT12).u8(0x25, 1).open().warnings()).hasSize(1);
        assertThat(image(FatType.FAT32).u8(0x41, 1).open().warnings())
                .extracting(w -> w.message())
                .containsExactly("it was not unmounted cleanly");
    }
}
