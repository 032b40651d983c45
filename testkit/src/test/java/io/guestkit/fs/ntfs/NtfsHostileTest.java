package io.guestkit.fs.ntfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BytesSource;
import io.guestkit.testkit.Bounded;
import io.guestkit.testkit.HostileWalk;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A good file system in which fields are set to what no tool would write, update sequences made right again. */
class NtfsHostileTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final long[] EXTREMES = {0, 1, 0x7f, 0x8000, 0x7fff_ffffL, 0xffff_ffffL};

    /** One of each kind: $MFT, $Volume, the root, $Bitmap, $UpCase, and all that were made for this. */
    @Test
    @Tag("long")
    @Proves(
            area = "NTFS",
            feature = "every field of every record at its extremes",
            verdict = "read or refused, in bounded time and memory",
            referee = "ntfs-3g made the original")
    void every_field_of_every_record_at_its_extremes() {
        byte[] image = SmallImage.bytes();
        int last = 0;
        while (image[SmallImage.record(image, last)] == 'F') {
            last++;
        }
        assertThat(last).isGreaterThan(64);
        for (int number = 0; number < last; number++) {
            boolean alike = number > 30 && number % 8 != 0; // most of the files are small and of one kind
            if (!alike) {
                fields(image, SmallImage.record(image, number), SmallImage.RECORD, 4, "record " + number);
            }
        }
    }

    @Test
    void the_records_of_the_system_at_their_extremes() {
        byte[] image = SmallImage.bytes();
        for (int number : new int[] {0, 3, 5}) {
            fields(image, SmallImage.record(image, number), SmallImage.RECORD, 8, "record " + number);
        }
    }

    @Test
    void every_field_of_the_boot_sector_at_its_extremes() {
        for (int at = 0; at < 0x54; at++) {
            for (long value : EXTREMES) {
                for (int width : new int[] {1, 4, 8}) {
                    byte[] image = SmallImage.bytes();
                    put(image, at, width, value);
                    survives(image, "boot sector +0x%x, %d bytes: %d".formatted(at, width, value));
                }
            }
        }
    }

    @Test
    void index_blocks_at_their_extremes() {
        byte[] image = SmallImage.bytes();
        List<Integer> blocks = new ArrayList<>();
        for (int at = 0; at < image.length; at += 512) {
            if (image[at] == 'I' && image[at + 1] == 'N' && image[at + 2] == 'D' && image[at + 3] == 'X') {
                blocks.add(at);
            }
        }
        assertThat(blocks).hasSizeGreaterThan(3);
        fields(image, blocks.getFirst(), 4096, 32, "index block");
        fields(image, blocks.getLast(), 4096, 32, "index block");
    }

    @Test
    void bytes_anywhere() {
        Random random = new Random(20260101);
        byte[] original = SmallImage.bytes();
        for (int round = 0; round < 600; round++) {
            byte[] image = original.clone();
            StringBuilder what = new StringBuilder();
            for (int i = random.nextInt(10); i >= 0; i--) {
                int number = random.nextInt(100);
                int record = SmallImage.record(image, number);
                SmallImage.unseal(image, record, SmallImage.RECORD);
                int at = record + random.nextInt(random.nextBoolean() ? 0x60 : 0x200);
                image[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(3) - 1);
                SmallImage.seal(image, record, SmallImage.RECORD);
                what.append(" record ").append(number).append(" +0x").append(Integer.toHexString(at - record));
            }
            survives(image, "bytes at" + what);
        }
    }

    @Test
    void every_cut() {
        byte[] image = SmallImage.bytes();
        for (int length = 0; length < image.length; length += 20_011) {
            survives(Arrays.copyOf(image, length), "cut to " + length);
        }
    }

    private static void fields(byte[] original, int start, int size, int step, String what) {
        ByteBuffer b = SmallImage.view(original);
        int used = Math.min(size, b.getInt(start + 0x18) + 0x20); // of an index block its first bytes
        for (int at = 0; at < Math.max(0x60, Math.min(used, 0x300)); at += step) {
            for (long value : EXTREMES) {
                byte[] image = original.clone();
                SmallImage.unseal(image, start, size);
                put(image, start + at, at % 8 == 0 && value > 0x8000 ? 8 : 4, value);
                SmallImage.seal(image, start, size);
                survives(image, "%s +0x%x: %d".formatted(what, at, value));
            }
        }
    }

    private static void put(byte[] image, int at, int width, long value) {
        ByteBuffer b = SmallImage.view(image);
        switch (width) {
            case 1 -> b.put(at, (byte) value);
            case 4 -> b.putInt(at, (int) value);
            default -> b.putLong(at, value == 0xffff_ffffL ? -1 : value);
        }
    }

    private static void survives(byte[] image, String what) {
        BytesSource volume = new BytesSource(image);
        try {
            Optional<IOException> refusal = Bounded.run(SOON, () -> {
                if (NtfsDriver.INSTANCE.detect(volume).isPresent()
                        || NtfsDriver.INSTANCE.detectDamaged(volume).isPresent()) {
                    HostileWalk.of(NtfsDriver.INSTANCE.open(volume));
                }
            });
            refusal.ifPresent(e -> assertThat(e.getMessage()).isNotBlank());
        } catch (AssertionError e) {
            throw new AssertionError(what, e);
        }
    }
}
