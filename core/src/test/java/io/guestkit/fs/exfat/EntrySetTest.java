package io.guestkit.fs.exfat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One field of a file's entries out of range, one error that names it. */
class EntrySetTest {

    private static final String[] NAMES = {"exfat file entry", "exfat stream extension entry", "exfat file name entry"};

    /** A file with a name of sixteen units, of which one is in a second entry for names. */
    private static ByteBuffer good() {
        ByteBuffer s = ByteBuffer.allocate(4 * EntrySet.ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        s.put(0x00, (byte) EntrySet.FILE).put(0x01, (byte) 3);
        s.putShort(0x04, (short) 0x20);
        s.putInt(0x0c, 46 << 25 | 2 << 21 | 3 << 16 | 4 << 11 | 5 << 5 | 3); // 2026-02-03 04:05:06
        s.put(0x15, (byte) 150); // and a second and a half
        s.put(0x17, (byte) 0x84); // an hour east of Greenwich
        s.put(0x20, (byte) EntrySet.STREAM_EXTENSION).put(0x21, (byte) 3).put(0x23, (byte) 16);
        s.putLong(0x28, 1000);
        s.putInt(0x34, 7);
        s.putLong(0x38, 4000);
        for (int i = 0; i < 16; i++) {
            s.putChar(0x42 + 2 * i + (i < 15 ? 0 : 2), (char) ('a' + i));
        }
        s.put(0x40, (byte) EntrySet.FILE_NAME).put(0x60, (byte) EntrySet.FILE_NAME);
        return s;
    }

    private static EntrySet parse(ByteBuffer bytes, boolean sealed) throws CorruptDataException {
        List<StructView> entries = new ArrayList<>();
        int sum = 0;
        for (int at = 0; at < bytes.capacity(); at++) {
            sum = at == 2 || at == 3 ? sum : Checksum.add16(sum, bytes.get(at) & 0xff);
        }
        if (sealed) {
            bytes.putShort(0x02, (short) sum);
        }
        for (int i = 0; i < bytes.capacity() / EntrySet.ENTRY; i++) {
            ByteBuffer entry = bytes.slice(i * EntrySet.ENTRY, EntrySet.ENTRY).order(ByteOrder.LITTLE_ENDIAN);
            entries.add(StructView.littleEndian(NAMES[Math.min(i, 2)], entry));
        }
        return EntrySet.parse(entries);
    }

    @Test
    void aGoodOneIsRead() throws Exception {
        EntrySet file = parse(good(), true);
        assertThat(file.name()).isEqualTo("abcdefghijklmnop");
        assertThat(file.modified()).isEqualTo(Instant.parse("2026-02-03T03:05:07.500Z"));
        assertThat(file.contiguous()).isTrue();
        assertThat(file.validDataLength()).isEqualTo(1000);
        assertThat(file.dataLength()).isEqualTo(4000);
        assertThat(file.firstCluster()).isEqualTo(7);
        assertThat(file.isDirectory()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0x20, 0xc1, 'exfat stream extension entry: EntryType at +0x0 is c1, expected c0'",
        "0x23, 0, 'exfat stream extension entry: NameLength at +0x3 is 0, expected 1..255'",
        "0x23, 31, 'exfat stream extension entry: NameLength at +0x3 is 31, expected at most 30'",
        "0x2a, 1, 'exfat stream extension entry: ValidDataLength at +0x8 is 66536, expected at most 4000'",
        "0x3f, 0x80, 'exfat stream extension entry: DataLength at +0x18 is 9223372036854779808'",
        "0x2f, 0x80, 'exfat stream extension entry: ValidDataLength at +0x8 is 9223372036854776808'",
        "0x60, 0xa0, 'exfat file name entry: EntryType at +0x0 is a0, expected c1'",
    })
    void aFieldOutOfRangeIsNamed(String offset, String value, String message) {
        ByteBuffer bytes = good().put(Integer.decode(offset), (byte) (int) Integer.decode(value));
        assertThatThrownBy(() -> parse(bytes, true))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void theChecksumIsOverAllEntriesButItself() throws Exception {
        ByteBuffer bytes = good();
        parse(bytes, true);
        for (int at = 0; at < bytes.capacity(); at += 7) {
            byte before = bytes.get(at);
            bytes.put(at, (byte) (before ^ 0x10));
            assertThatThrownBy(() -> parse(bytes, false))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("SetChecksum at +0x2 is ");
            bytes.put(at, before);
        }
    }

    @Test
    void aFileHasTwoToEighteenFurtherEntries() {
        for (int count : new int[] {1, 19}) {
            ByteBuffer file = good().put(0x01, (byte) count);
            assertThatThrownBy(() -> EntrySet.secondaryCount(StructView.littleEndian("exfat file entry", file)))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith(
                            "exfat file entry: SecondaryCount at +0x1 is " + count + ", expected 2..18");
        }
    }
}
