package io.guestkit.volume.mdraid;

import io.guestkit.io.BytesSource;
import io.guestkit.volume.Location;
import io.guestkit.volume.NamedDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Members of an array written down by hand: version 1.2, 64 KiB of data from 64 KiB on, chunks of 4 KiB. */
final class MdBytes {

    static final int AT = 4096;
    static final int DATA = 64 << 10;
    static final int SIZE = 128 << 10;

    final ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final int number;

    /** @param number of this one, from 0 */
    MdBytes(int level, int members, int number) {
        this.number = number;
        bytes.putInt(AT, 0xa92b4efc).putInt(AT + 4, 1);
        for (int i = 0; i < 16; i++) {
            bytes.put(AT + 0x10 + i, (byte) (i + 1));
        }
        bytes.put(AT + 0x20, "host:7".getBytes(StandardCharsets.US_ASCII));
        bytes.putInt(AT + 0x48, level);
        bytes.putInt(AT + 0x4c, level == 10 ? 0x102 : 2);
        bytes.putLong(AT + 0x50, 128);
        bytes.putInt(AT + 0x58, 8);
        bytes.putInt(AT + 0x5c, members);
        bytes.putLong(AT + 0x80, DATA / 512);
        bytes.putLong(AT + 0x88, 128);
        bytes.putLong(AT + 0x90, AT / 512);
        bytes.putInt(AT + 0xa0, number);
        bytes.putLong(AT + 0xc8, 20);
        bytes.putLong(AT + 0xd0, -1);
        bytes.putInt(AT + 0xdc, 8);
        for (int i = 0; i < 8; i++) {
            bytes.putShort(AT + 0x100 + i * 2, (short) (i < members ? i : 0xffff));
        }
        for (int at = DATA; at < SIZE; at += 4096) {
            bytes.put(at, (byte) ('A' + number));
            bytes.put(at + 1, (byte) ((at - DATA) / 4096));
        }
        seal();
    }

    MdBytes events(long events) {
        bytes.putLong(AT + 0xc8, events);
        return seal();
    }

    MdBytes features(int features) {
        bytes.putInt(AT + 8, features);
        return seal();
    }

    MdBytes role(int member, int role) {
        bytes.putShort(AT + 0x100 + member * 2, (short) role);
        return seal();
    }

    MdBytes seal() {
        bytes.putInt(AT + 0xd8, 0);
        long sum = 0;
        for (int at = AT; at < AT + 256 + 16; at += 4) {
            sum += bytes.getInt(at) & 0xffff_ffffL;
        }
        bytes.putInt(AT + 0xd8, (int) ((sum & 0xffff_ffffL) + (sum >>> 32)));
        return this;
    }

    NamedDisk disk() {
        char letter = (char) ('a' + number);
        return new NamedDisk("/dev/sd" + letter, Location.of(letter + ".raw"), new BytesSource(bytes.array()));
    }
}
