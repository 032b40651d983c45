package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.volume.Location;
import io.guestkit.volume.NamedDisk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Physical volumes written down by hand: a label, one metadata area of 16 KiB, data from 64 KiB on, extents of 4 KiB. */
final class LvmBytes {

    static final int SIZE = 256 << 10;
    static final int AREA = 4096;
    static final int AREA_SIZE = 16384;
    static final int DATA = 64 << 10;
    static final int EXTENT = 4096;

    private static final String MAGIC = " LVM2 x[5A%r0N*>";

    final ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);

    private LvmBytes() {}

    /** @param id a character, of which the UUID is made */
    static LvmBytes pv(char id) {
        LvmBytes pv = new LvmBytes();
        pv.put(512, "LABELONE");
        pv.bytes.putLong(512 + 8, 1);
        pv.bytes.putInt(512 + 0x14, 0x20);
        pv.put(512 + 0x18, "LVM2 001");
        pv.put(512 + 0x20, uuid(id));
        pv.bytes.putLong(512 + 0x40, SIZE);
        pv.bytes.putLong(512 + 0x48, DATA);
        pv.bytes.putLong(512 + 0x68, AREA);
        pv.bytes.putLong(512 + 0x70, AREA_SIZE);
        for (int at = DATA; at < SIZE; at += 8) {
            pv.bytes.putInt(at, id);
            pv.bytes.putInt(at + 4, at - DATA);
        }
        return pv.sealed();
    }

    static String uuid(char id) {
        return String.valueOf(id).repeat(32);
    }

    private void put(int at, String text) {
        bytes.put(at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Without a metadata area. */
    LvmBytes withoutArea() {
        bytes.putLong(512 + 0x68, 0);
        return sealed();
    }

    /** @param start of the text in the area, which wraps around if the rest is too short */
    LvmBytes text(int start, String text) {
        byte[] raw = (text + "\n\0").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            int at = start + i;
            bytes.put(AREA + (at < AREA_SIZE ? at : at - AREA_SIZE + 512), raw[i]);
        }
        put(AREA + 4, MAGIC);
        bytes.putInt(AREA + 0x14, 1);
        bytes.putLong(AREA + 0x18, AREA);
        bytes.putLong(AREA + 0x20, AREA_SIZE);
        bytes.putLong(AREA + 0x28, start);
        bytes.putLong(AREA + 0x30, raw.length);
        bytes.putInt(AREA + 0x38, (int) LvmCrc.of(raw, 0, raw.length));
        return sealed();
    }

    /** An area that says that it has no text. */
    LvmBytes empty() {
        bytes.putLong(AREA + 0x28, 0);
        return sealed();
    }

    /** Puts the checksums right. */
    LvmBytes sealed() {
        bytes.putInt(512 + 0x10, (int) LvmCrc.of(bytes.array(), 512 + 0x14, 512 - 0x14));
        bytes.putInt(AREA, (int) LvmCrc.of(bytes.array(), AREA + 4, 508));
        return this;
    }

    BlockSource source() {
        return new BytesSource(bytes.array());
    }

    NamedDisk disk(String device) {
        return new NamedDisk(device, Location.of(device.substring(5) + ".raw"), source());
    }

    /** The text of a group. */
    static String group(int seqno, String physical, String logical) {
        return """
                vg {
                id = "VVVVVV-VVVV-VVVV-VVVV-VVVV-VVVV-VVVVVV"
                seqno = %d
                format = "lvm2" # informational
                status = ["RESIZEABLE", "READ", "WRITE"]
                extent_size = 8
                physical_volumes {
                %s}
                logical_volumes {
                %s}
                }
                contents = "Text Format Volume Group"
                version = 1
                """.formatted(seqno, physical, logical);
    }

    static String physical(String name, char id, String flags) {
        return """
                %s {
                id = "%s"
                device = "/dev/old%s"
                status = ["ALLOCATABLE"]
                flags = [%s]
                pe_start = 128
                pe_count = 48
                }
                """.formatted(name, uuid(id), name, flags);
    }

    /** @param segment the text of what it is made of, after its place and length */
    static String logical(String name, String status, int extents, String segment) {
        return """
                %s {
                id = "%s"
                status = [%s]
                segment_count = 1
                segment1 {
                start_extent = 0
                extent_count = %d
                %s
                }
                }
                """.formatted(name, "L".repeat(32), status, extents, segment);
    }

    static String linear(String name, String pv, int extent) {
        return logical(
                name,
                "\"READ\", \"VISIBLE\"",
                2,
                "type = \"striped\"\nstripe_count = 1\nstripes = [ \"" + pv + "\", " + extent + " ]");
    }
}
