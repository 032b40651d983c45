package io.guestkit.inspect.rpm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.BytesSource;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Headers and databases out of anything; nothing but a refusal may come of it. */
class RpmFuzzTest {

    private static final List<Integer> TEXTS = List.of(RpmHeader.NAME, RpmHeader.VERSION, RpmHeader.SUMMARY);
    private static final List<Integer> NUMBERS = List.of(RpmHeader.EPOCH, RpmHeader.INSTALL_TIME);

    @FuzzTest(maxDuration = "30s")
    void header(byte[] input) {
        try {
            read(StructView.bigEndian("rpm header", ByteBuffer.wrap(input)));
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    @FuzzTest(maxDuration = "30s")
    void ndb(byte[] input) {
        byte[] file = input.clone();
        if (file.length >= 16) {
            ByteBuffer.wrap(file)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0, 0x506d7052)
                    .putInt(4, 0);
        }
        database(RpmDatabase.NDB, file);
    }

    /** The input is laid over pages that are numbered and of a size that lets there be several. */
    @FuzzTest(maxDuration = "30s")
    void berkeley(byte[] input) {
        byte[] file = java.util.Arrays.copyOf(input, Math.max(2048, (input.length + 511) / 512 * 512));
        boolean btree = (file[0] & 1) != 0;
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0x0c, btree ? 0x053162 : 0x061561).putInt(0x14, 512).putShort(0x18, (short) 0);
        bytes.put(0x1a, (byte) 0).putInt(0x20, file.length / 512 - 1);
        for (int page = 1; page < file.length / 512; page++) {
            bytes.putInt(page * 512 + 8, page);
        }
        database(RpmDatabase.BERKELEY, file);
    }

    private static void database(RpmDatabase kind, byte[] file) {
        try {
            kind.read(new BytesSource(file), null, null, (number, header) -> read(header));
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    private static void read(StructView bytes) throws IOException {
        RpmHeader header = RpmHeader.parse(bytes);
        for (int tag : TEXTS) {
            header.text(tag);
        }
        for (int tag : NUMBERS) {
            header.number(tag);
        }
    }
}
