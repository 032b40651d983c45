package io.guestkit.volume.lvm2;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What marks a physical volume, little-endian, in one of the first four sectors. Names and offsets: LVM2
 * lib/label/label.h {@code label_header} and lib/format_text/layout.h {@code pv_header}.
 *
 * @param pvUuid 32 characters, without dashes
 * @param deviceSize in bytes
 * @param metadataAreas where text is kept; none on a volume that leaves that to others
 */
record PvLabel(String pvUuid, long deviceSize, List<Area> metadataAreas) {

    static final int SECTOR = 512;
    private static final int SECTORS = 4;
    private static final int ID_LENGTH = 32;
    /** Where the checked part starts: the field after the checksum. */
    private static final int CHECKED = 0x14;

    private static final byte[] ID = "LABELONE".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TYPE = "LVM2 001".getBytes(StandardCharsets.US_ASCII);

    /** A place on the device, in bytes. */
    record Area(long offset, long size) {}

    /** @return empty if none of the sectors has a label */
    static Optional<PvLabel> find(BlockSource device) throws IOException {
        CorruptDataException doubt = null;
        for (int i = 0; i < SECTORS && (i + 1L) * SECTOR <= device.size(); i++) {
            StructView sector = StructView.littleEndian("lvm2 label", device, (long) i * SECTOR, SECTOR);
            if (!sector.startsWith(0x00, ID) || !sector.startsWith(0x18, TYPE)) {
                continue;
            }
            try {
                return Optional.of(parse(sector, i));
            } catch (CorruptDataException e) {
                doubt = doubt == null ? e : doubt;
            }
        }
        if (doubt != null) {
            throw doubt;
        }
        return Optional.empty();
    }

    static PvLabel parse(StructView s, int sector) throws CorruptDataException {
        if (s.bits64(0x08) != sector) {
            throw s.corrupt(0x08, "sector_xl", Long.toUnsignedString(s.bits64(0x08)), sector);
        }
        long crc = LvmCrc.of(s.bytes(0, SECTOR), CHECKED, SECTOR - CHECKED);
        if (s.u32(0x10) != crc) {
            throw s.corrupt(0x10, "crc_xl", "0x" + Long.toHexString(s.u32(0x10)), "0x" + Long.toHexString(crc));
        }
        int header = s.u32In(0x14, "offset_xl", 0x20, SECTOR - ID_LENGTH - 8);
        String uuid = new String(s.bytes(header, ID_LENGTH), StandardCharsets.ISO_8859_1);
        List<Area> areas = new ArrayList<>();
        int at = areas(s, header + 0x28, "disk_areas", new ArrayList<>());
        areas(s, at, "metadata_areas", areas);
        return new PvLabel(uuid, s.u63(header + 0x20, "device_size"), List.copyOf(areas));
    }

    /** A list that ends with an offset of 0; bounded by the sector. */
    private static int areas(StructView s, int start, String field, List<Area> found) throws CorruptDataException {
        int at = start;
        while (s.bits64(at) != 0) {
            found.add(new Area(s.u63(at, field), s.u63(at + 8, field)));
            at += 16;
        }
        return at + 16;
    }

    /** As LVM prints it: 6-4-4-4-4-4-6. */
    static String grouped(String uuid) {
        if (uuid.length() != ID_LENGTH) {
            return uuid;
        }
        StringBuilder grouped = new StringBuilder(uuid);
        for (int at = 26; at >= 6; at -= 4) {
            grouped.insert(at, '-');
        }
        return grouped.toString();
    }
}
