package io.guestkit.fs.fat;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.fs.FileType;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Small valid images, some bytes of which are overwritten: whatever they become, a walk ends, soon, with nothing but the
 * exceptions of a parser. The images are made by {@code make-images.sh} beside them.
 */
class FatFuzzTest {

    private static final byte[][] IMAGES = {load("fat12"), load("fat16"), load("fat32")};
    /** More than the images hold: a walk that visits more of them goes round in circles. */
    private static final int MAX_NODES = 50_000;

    private static final int MAX_READ = 1 << 20;

    /** The first byte chooses the image, every following five bytes are a position and what to write there. */
    @FuzzTest(maxDuration = "2m")
    void survives(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] image = IMAGES[(input[0] & 0xff) % IMAGES.length].clone();
        for (int i = 1; i + 5 <= input.length; i += 5) {
            int at = (input[i] & 0xff) << 16 | (input[i + 1] & 0xff) << 8 | input[i + 2] & 0xff;
            image[at % image.length] = input[i + 3];
            image[(at + 1) % image.length] = input[i + 4];
        }
        visit(image);
    }

    @Test
    void survives_what_chance_makes_of_it() throws IOException {
        Random random = new Random(20250101);
        for (int round = 0; round < 900; round++) {
            byte[] image = IMAGES[round % IMAGES.length].clone();
            int[] regions = {0x60, 0x600, 40_000, image.length};
            for (int i = random.nextInt(40); i >= 0; i--) {
                int at = random.nextInt(regions[random.nextInt(regions.length)]);
                image[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(4) - 1);
            }
            visit(image);
        }
    }

    @Test
    void survives_being_cut() throws IOException {
        for (byte[] image : IMAGES) {
            for (int length = 0; length < Math.min(image.length, 300_000); length += 509) {
                visit(java.util.Arrays.copyOf(image, length));
            }
        }
    }

    @Test
    void the_images_are_fine_as_they_are() throws IOException {
        for (byte[] image : IMAGES) {
            assertThat(visit(image)).isEqualTo(6);
        }
    }

    private static int visit(byte[] image) throws IOException {
        BytesSource volume = new BytesSource(image);
        int nodes = 0;
        try {
            if (FatDriver.INSTANCE.detect(volume).isEmpty()) {
                return 0;
            }
            FsReader fs = FatDriver.INSTANCE.open(volume);
            ArrayDeque<Node> directories = new ArrayDeque<>();
            directories.add(fs.root());
            while (!directories.isEmpty()) {
                nodes += list(fs, directories.remove(), directories);
                assertThat(nodes).isLessThan(MAX_NODES);
            }
        } catch (CorruptDataException | UnsupportedFeatureException | EOFException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        return nodes;
    }

    private static int list(FsReader fs, Node directory, ArrayDeque<Node> directories) throws IOException {
        int entries = 0;
        try {
            FsReader.EntryCursor cursor = fs.list(directory);
            for (FsReader.Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
                assertThat(++entries).isLessThanOrEqualTo(65536);
                assertThat(entry.name()).isNotEmpty().doesNotContain('/', 0);
                assertThat(fs.lookup(directory, entry.name())).isNotNull();
                Node node = entry.node();
                assertThat(node.attributes().type()).isEqualTo(node.type());
                if (node.type() == FileType.DIRECTORY) {
                    directories.add(node);
                } else {
                    read(fs, node);
                }
            }
        } catch (CorruptDataException | EOFException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        return entries;
    }

    private static void read(FsReader fs, Node node) throws IOException {
        try {
            BlockSource content = fs.content(node);
            assertThat(content.size()).isEqualTo(node.attributes().size());
            content.readBytes(0, (int) Math.min(MAX_READ, content.size()));
            if (content.size() > 0) {
                content.extent(0, content.size());
                content.readBytes(content.size() - 1, 1);
            }
        } catch (CorruptDataException | EOFException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static byte[] load(String name) {
        try (InputStream resource = FatFuzzTest.class.getResourceAsStream(name + ".img.gz");
                InputStream unpacked = new GZIPInputStream(Objects.requireNonNull(resource, name))) {
            return unpacked.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
