package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CpioArchiveTest {

    static byte[] archive(String... names) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String name : names) {
            entry(out, name, name.endsWith("/") ? "" : "content of " + name);
        }
        entry(out, "TRAILER!!!", "");
        return out.toByteArray();
    }

    private static void entry(ByteArrayOutputStream out, String name, String content) {
        String header = "070701%08X%08X".formatted(1, 0100644) + "00000000".repeat(4)
                + "%08X".formatted(content.length()) + "00000000".repeat(4)
                + "%08X".formatted(name.length() + 1) + "00000000";
        pad(out, header + name + "\0");
        pad(out, content);
    }

    private static void pad(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        while (out.size() % 4 != 0) {
            out.write(0);
        }
    }

    private static List<String> names(byte[] archive) throws IOException {
        List<String> names = new ArrayList<>();
        CpioArchive.read(
                new ByteArrayInputStream(archive), (name, mode, content) -> names.add(name + " " + content.left()));
        return names;
    }

    @Test
    void namesAndSizes() throws IOException {
        assertThat(names(archive("./init", "/a/bc"))).containsExactly("init 17", "a/bc 16");
        assertThat(names(archive())).isEmpty();
    }

    @Test
    void nothingBehindTheTrailerIsTaken() throws IOException {
        byte[] archive = archive("a");
        byte[] longer = java.util.Arrays.copyOf(archive, archive.length + 5);
        ByteArrayInputStream in = new ByteArrayInputStream(longer);
        CpioArchive.read(in, (name, mode, content) -> {});
        assertThat(in.available()).isEqualTo(5);
    }

    @Test
    void aVisitorMayReadAsMuchOfTheContentAsItLikes() throws IOException {
        List<String> read = new ArrayList<>();
        CpioArchive.read(new ByteArrayInputStream(archive("a", "b", "c")), (name, mode, content) -> {
            int wanted = name.equals("a") ? 3 : name.equals("b") ? Integer.MAX_VALUE : 0;
            read.add(name + " " + content.readNBytes(wanted).length + " " + content.left());
        });
        assertThat(read).containsExactly("a 3 9", "b 12 0", "c 0 12");
    }

    @Test
    void everyFieldThatMattersIsChecked() {
        byte[] magic = archive("a");
        magic[5] = '7';
        assertThatThrownBy(() -> names(magic))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("c_magic");
        byte[] name = archive("a");
        name[94] = 'F';
        assertThatThrownBy(() -> names(name))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("c_namesize");
        byte[] size = archive("a");
        size[54] = 'F';
        assertThatThrownBy(() -> names(size))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("ends before");
        byte[] digit = archive("a");
        digit[54] = 'x';
        assertThatThrownBy(() -> names(digit))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("c_filesize");
    }

    @Test
    void everyCutIsSeen() {
        byte[] archive = archive("a", "b");
        for (int length = 0; length < archive.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(archive, length);
            assertThatThrownBy(() -> names(cut)).isInstanceOf(CorruptDataException.class);
        }
    }
}
