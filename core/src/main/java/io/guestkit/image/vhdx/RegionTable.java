package io.guestkit.image.vhdx;

import io.guestkit.io.BlockSink;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Guid;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a VHDX are. The table has two copies. Names and offsets: [MS-VHDX] 2.2.3.
 *
 * @param all regions, the known ones among them; none overlaps another
 */
record RegionTable(Region bat, Region metadata, List<Region> all) {

    static final UUID BAT = UUID.fromString("2dc27766-f623-4200-9d64-115e9bfd4a08");
    static final UUID METADATA = UUID.fromString("8b7ca206-4790-4b9a-b8fe-575f050f886e");

    private static final byte[] SIGNATURE = "regi".getBytes(StandardCharsets.US_ASCII);
    private static final int LENGTH = 64 << 10;
    private static final int FIRST = 192 << 10;
    private static final int SECOND = 256 << 10;
    private static final int ENTRY_LENGTH = 32;
    private static final int MAX_ENTRIES = 2047;
    private static final int REQUIRED = 1;

    /**
     * A part of the file.
     *
     * @param offset in bytes, a multiple of 1 MiB
     * @param length in bytes, a multiple of 1 MiB
     */
    record Region(UUID guid, long offset, long length) {

        long end() {
            return offset + length;
        }

        boolean overlaps(long start, long end) {
            return start < end() && offset < end;
        }
    }

    /**
     * Two regions, one behind the other.
     *
     * @param offset of the first one in the file, a multiple of 1 MiB
     * @param tableLength bytes that the block allocation table needs, less than 2^31
     */
    static RegionTable from(long offset, long tableLength) {
        Region metadata = new Region(METADATA, offset, VhdxHeader.MIB);
        long length = Math.max(1, (tableLength + VhdxHeader.MIB - 1) / VhdxHeader.MIB) * VhdxHeader.MIB;
        Region bat = new Region(BAT, metadata.end(), length);
        return new RegionTable(bat, metadata, List.of(bat, metadata));
    }

    /** Writes both copies. */
    void write(BlockSink file) throws IOException {
        ByteBuffer s = ByteBuffer.allocate(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        s.put(0x00, SIGNATURE);
        s.putInt(0x08, 2);
        encode(s, 0x10, bat);
        encode(s, 0x10 + ENTRY_LENGTH, metadata);
        Checksum.seal(s);
        file.write(FIRST, s.duplicate());
        file.write(SECOND, s);
    }

    private static void encode(ByteBuffer s, int offset, Region region) {
        Guid.put(s, offset, region.guid);
        s.putLong(offset + 0x10, region.offset);
        s.putInt(offset + 0x18, (int) region.length);
        s.putInt(offset + 0x1c, REQUIRED);
    }

    static RegionTable read(BlockSource file, Consumer<String> warn) throws IOException {
        StructView first = StructView.littleEndian("VHDX region table 1", file, FIRST, LENGTH);
        if (isSound(first)) {
            return parse(first);
        }
        StructView second = StructView.littleEndian("VHDX region table 2", file, SECOND, LENGTH);
        if (isSound(second)) {
            warn.accept("region table 1 is damaged, its copy was used");
            return parse(second);
        }
        throw new CorruptDataException("VHDX region tables: both have a wrong signature or checksum");
    }

    /** Tells what is wrong with the second copy, which nobody reads as long as the first one is sound. */
    static void checkCopy(BlockSource file, Consumer<String> warn) throws IOException {
        StructView first = StructView.littleEndian("VHDX region table 1", file, FIRST, LENGTH);
        StructView second = StructView.littleEndian("VHDX region table 2", file, SECOND, LENGTH);
        if (!isSound(second)) {
            warn.accept("region table 2 has a wrong signature or checksum");
        } else if (isSound(first) && !first.buffer().equals(second.buffer())) {
            warn.accept("region table 2 is not the same as region table 1");
        }
    }

    private static boolean isSound(StructView s) throws CorruptDataException {
        return s.startsWith(0x00, SIGNATURE) && s.u32(Checksum.FIELD) == Checksum.of(s);
    }

    static RegionTable parse(StructView s) throws CorruptDataException, UnsupportedFeatureException {
        s.expectMagic(0x00, SIGNATURE);
        int count = s.u32In(0x08, "EntryCount", 0, MAX_ENTRIES);
        List<Region> regions = new ArrayList<>();
        Region bat = null;
        Region metadata = null;
        for (int i = 0; i < count; i++) {
            StructView entry = s.slice("VHDX region table entry " + i, 0x10 + i * ENTRY_LENGTH, ENTRY_LENGTH);
            Region region = region(entry, regions);
            regions.add(region);
            if (region.guid.equals(BAT)) {
                bat = region;
            } else if (region.guid.equals(METADATA)) {
                metadata = region;
            } else if ((entry.u32(0x1c) & REQUIRED) != 0) {
                throw new UnsupportedFeatureException("VHDX: reading needs the unknown region " + region.guid);
            }
        }
        return new RegionTable(present(bat, "BAT", BAT), present(metadata, "metadata", METADATA), List.copyOf(regions));
    }

    private static Region region(StructView entry, List<Region> others) throws CorruptDataException {
        Region region = new Region(entry.guid(0x00), entry.u63(0x10, "FileOffset"), entry.u32(0x18));
        if (region.offset < VhdxHeader.MIB || region.offset % VhdxHeader.MIB != 0) {
            throw entry.corrupt(0x10, "FileOffset", region.offset, "a multiple of 1 MiB, at least 1 MiB");
        }
        if (region.length == 0 || region.length % VhdxHeader.MIB != 0) {
            throw entry.corrupt(0x18, "Length", region.length, "a multiple of 1 MiB, at least 1 MiB");
        }
        if (region.end() < 0) {
            throw entry.corrupt(0x10, "FileOffset", region.offset, "less than 2^63 at its end");
        }
        for (Region other : others) {
            if (other.guid.equals(region.guid) || other.overlaps(region.offset, region.end())) {
                throw new CorruptDataException(
                        "VHDX region table: region %s at %d is the same as, or overlaps, %s at %d"
                                .formatted(region.guid, region.offset, other.guid, other.offset));
            }
        }
        return region;
    }

    private static Region present(@Nullable Region region, String name, UUID guid) throws CorruptDataException {
        if (region == null) {
            throw new CorruptDataException("VHDX region table: the %s region (%s) is missing".formatted(name, guid));
        }
        return region;
    }
}
