package io.guestkit.codec.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.guestkit.codec.tar.TarMember.Kind;
import io.guestkit.io.BytesSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TarArchiveTest {

    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    /** @param size twelve bytes or less, as they stand in the header */
    private TarArchiveTest member(char type, String name, String size, String content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 124, size);
        header[156] = (byte) type;
        put(header, 257, "ustar\0");
        seal(header);
        tar.writeBytes(header);
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        tar.writeBytes(Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512));
        return this;
    }

    private TarArchiveTest file(String name, String content) {
        return member('0', name, "%011o".formatted(content.length()), content);
    }

    private TarArchiveTest pax(String records) {
        return member('x', "pax", "%011o".formatted(records.length()), records);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static void seal(byte[] header) {
        int sum = 8 * ' ';
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o\0 ".formatted(sum));
    }

    private TarArchive read() throws IOException {
        return TarArchive.read(new BytesSource(tar.toByteArray()));
    }

    @Test
    void sizesOfAllKinds() throws IOException {
        member('0', "binary", "\u0080\0\0\0\0\0\0\0\0\0\0\3", "abc")
                .pax("10 size=4\n")
                .member('0', "pax", "0", "abcd");
        file("./octal", "x");
        assertThat(read().files())
                .extracting(TarMember::name, TarMember::size)
                .containsExactly(tuple("binary", 3L), tuple("pax", 4L), tuple("octal", 1L));
    }

    /** @param numbers mode, owner and group, as they stand in the header */
    private void entry(char type, String name, String target, String... numbers) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, numbers[0]);
        put(header, 108, numbers[1]);
        put(header, 116, numbers[2]);
        put(header, 124, "00000000000");
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar\0");
        seal(header);
        tar.writeBytes(header);
    }

    @Test
    void whatThereIsBesideFiles() throws IOException {
        entry('5', "./", "", "0040755", "0000000", "0000001");
        entry('5', "dir/", "", "0000700", "x", "\u0080\0\0\0\0\1\0\0");
        entry('0', "old/", "", "0000700", "0", "0");
        pax("12 uid=1234\n23 linkpath=over/there\n32 SCHILY.xattr.user.x=12345678\n");
        entry('2', "link", "short", "0000777", "0", "0");
        entry('1', "hard", "./a", "0004755", "0", "0");
        entry('4', "disk", "", "0000600", "0", "0");

        assertThat(read().files()).isEmpty();
        assertThat(read().members())
                .extracting(
                        TarMember::name,
                        TarMember::kind,
                        TarMember::mode,
                        TarMember::uid,
                        TarMember::gid,
                        TarMember::target,
                        TarMember::attributes)
                .containsExactly(
                        tuple("", Kind.DIRECTORY, 0755, 0L, 1L, "", false),
                        tuple("dir", Kind.DIRECTORY, 0700, -1L, 65536L, "", false),
                        tuple("old", Kind.DIRECTORY, 0700, 0L, 0L, "", false),
                        tuple("link", Kind.SYMBOLIC_LINK, 0777, 1234L, 0L, "over/there", true),
                        tuple("hard", Kind.HARD_LINK, 04755, 0L, 0L, "a", false),
                        tuple("disk", Kind.OTHER, 0600, 0L, 0L, "", false));
    }

    @Test
    void sizesThatAreTooLarge() throws IOException {
        member('0', "huge", "\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "");
        TarArchive archive = read();
        assertThatThrownBy(() -> archive.readable(archive.files().get(0)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("truncated");
        tar.reset();
        member('0', "more", "\u0080\0\0\0\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "");
        assertThatThrownBy(this::read).isInstanceOf(CorruptDataException.class).hasMessageContaining("size");
        tar.reset();
        member('L', "long", "77777777777", "");
        assertThatThrownBy(this::read).isInstanceOf(CorruptDataException.class).hasMessageContaining("extended header");
    }

    @Test
    void paxRecordsThatAreMalformed() {
        for (String records :
                new String[] {"x", "5", "99 path=a\n", "0 path=a\n", "10 path=abc", "10 size=x\n", "11 size=-1\n"}) {
            tar.reset();
            pax(records).file("a", "");
            assertThatThrownBy(this::read).as(records).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void headersThatAreNone() throws IOException {
        file("a", "b");
        byte[] bytes = tar.toByteArray();
        bytes[0]++;
        assertThat(TarArchive.isOne(new BytesSource(bytes))).isFalse();
        assertThatThrownBy(() -> TarArchive.read(new BytesSource(bytes))).hasMessageContaining("chksum");
    }

    @Test
    void twoOfOneName() throws IOException {
        TarArchive archive = file("a", "1").file("./a", "2").read();
        assertThatThrownBy(() -> archive.file("a")).hasMessageContaining("two members named a");
        assertThat(archive.file("b")).isEmpty();
    }

    @Test
    void noMoreHeadersThanThereAreFilesInSaneTars() {
        for (int i = 0; i < 10_001; i++) {
            file("a", "");
        }
        assertThatThrownBy(this::read).isInstanceOf(UnsupportedFeatureException.class);
    }
}
