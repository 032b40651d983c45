package io.guestkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.volume.VolumeKeys.Locked;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {

    private static final Locked VOLUME = new Locked("/dev/sda3", "ab-CD");

    @TempDir
    private Path folder;

    private final KeyRing keys = new KeyRing();

    private void add(String volume, String key) {
        keys.add(volume, () -> new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> texts(List<byte[]> candidates) {
        List<String> texts = new ArrayList<>();
        for (byte[] candidate : candidates) {
            texts.add(new String(candidate, StandardCharsets.UTF_8));
        }
        return texts;
    }

    @Test
    void keys_are_chosen_by_device_by_uuid_or_for_all() throws IOException {
        add("/dev/sda3", "device");
        add("AB-cd", "uuid");
        add("/dev/sda4", "other");
        add("all", "all");
        assertThat(texts(keys.candidates(VOLUME, 0))).containsExactly("device", "uuid", "all");
        assertThat(texts(keys.candidates(new Locked("/dev/sdb", ""), 0))).containsExactly("all");
        assertThat(keys.unused()).containsExactly("/dev/sda4");
    }

    @Test
    void all_bytes_of_a_file_are_the_key_and_one_newline_may_be_too_much() throws IOException {
        Path file = Files.write(folder.resolve("key"), new byte[] {0, (byte) 0xff, '\n', '\n'});
        keys.addFile("all", file);
        assertThat(keys.candidates(VOLUME, 0))
                .containsExactly(new byte[] {0, (byte) 0xff, '\n', '\n'}, new byte[] {0, (byte) 0xff, '\n'});
        assertThat(keys.candidates(VOLUME, 1)).isEmpty();
    }

    @Test
    void a_source_is_read_once_and_only_when_it_is_needed() throws IOException {
        List<String> opened = new ArrayList<>();
        keys.add("/dev/sda3", () -> {
            opened.add("once");
            return new ByteArrayInputStream(new byte[] {1});
        });
        keys.candidates(new Locked("/dev/sdb", ""), 0);
        assertThat(opened).isEmpty();
        byte[] first = keys.candidates(VOLUME, 0).getFirst();
        first[0] = 0; // as whoever used it does
        assertThat(keys.candidates(VOLUME, 0).getFirst()).containsExactly(1);
        assertThat(opened).containsExactly("once");
    }

    @Test
    void somebody_is_asked_three_times_where_no_key_was_given() throws IOException {
        List<Boolean> asked = new ArrayList<>();
        keys.setPrompt((volume, again) -> {
            asked.add(again);
            return new byte[] {1};
        });
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(keys.candidates(VOLUME, attempt)).hasSize(1);
        }
        assertThat(keys.candidates(VOLUME, 3)).isEmpty();
        assertThat(asked).containsExactly(false, true, true);
        add("all", "given");
        assertThat(texts(keys.candidates(VOLUME, 0))).containsExactly("given");
        assertThat(asked).hasSize(3);
    }

    @Test
    void an_answer_is_remembered_for_its_volume_until_it_turns_out_to_be_wrong() throws IOException {
        List<String> asked = new ArrayList<>();
        keys.setPrompt((volume, again) -> {
            asked.add(volume.device() + " " + again);
            return new byte[] {(byte) asked.size()};
        });
        byte[] first = keys.candidates(VOLUME, 0).getFirst();
        first[0] = 0; // as whoever used it does
        assertThat(keys.candidates(new Locked("/dev/vda3", "ab-CD"), 0)).containsExactly(new byte[] {1});
        keys.candidates(new Locked("/dev/sdb", ""), 0);
        assertThat(keys.candidates(VOLUME, 1)).containsExactly(new byte[] {3});
        assertThat(keys.candidates(VOLUME, 0)).containsExactly(new byte[] {3});
        for (int attempt = 1; attempt <= 3; attempt++) {
            keys.candidates(VOLUME, attempt);
        }
        keys.candidates(VOLUME, 0);
        assertThat(asked)
                .containsExactly(
                        "/dev/sda3 false",
                        "/dev/sdb false",
                        "/dev/sda3 true",
                        "/dev/sda3 true",
                        "/dev/sda3 true",
                        "/dev/sda3 false");
        keys.close();
        assertThat(keys.candidates(VOLUME, 0)).containsExactly(new byte[] {7});
    }

    @Test
    void a_key_without_end_is_refused() {
        keys.add("all", () -> new java.io.InputStream() {
            @Override
            public int read() {
                return 1;
            }
        });
        assertThatThrownBy(() -> keys.candidates(VOLUME, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than 8388608 bytes");
    }
}
