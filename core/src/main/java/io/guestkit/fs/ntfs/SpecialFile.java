package io.guestkit.fs.ntfs;

import io.guestkit.fs.FileType;
import io.guestkit.fs.NodeAttributes.DeviceNumber;
import io.guestkit.fs.Utf16Names;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What POSIX has beyond files and directories, in the two ways in which it is stored on NTFS: by Interix (Services for Unix)
 * as system files of certain contents, which ntfs-3g writes by default, and by the Windows subsystem for Linux as reparse
 * points.
 *
 * @param device of a device node
 * @param target of a symbolic link
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SpecialFile(FileType type, @Nullable DeviceNumber device, byte[] target) {

    private static final byte[] NO_TARGET = {};
    private static final byte[] LINK = {'I', 'n', 't', 'x', 'L', 'N', 'K', 1};
    private static final byte[] CHARACTER = {'I', 'n', 't', 'x', 'C', 'H', 'R', 0};
    private static final byte[] BLOCK = {'I', 'n', 't', 'x', 'B', 'L', 'K', 0};
    private static final int MAGIC = 8;
    private static final int DEVICE_SIZE = 0x18;
    private static final int MAX_TARGET = 4096;

    private static final String DEVICE_EA = "$LXDEV";
    private static final int MAX_EA = 64 << 10;

    /** What a reparse point of the subsystem for Linux stands for; null if it is none of a special file. */
    static @Nullable SpecialFile of(ReparsePoint reparse, AttributeSet file) throws IOException {
        return switch (reparse.tag()) {
            case ReparsePoint.AF_UNIX -> new SpecialFile(FileType.SOCKET, null, NO_TARGET);
            case ReparsePoint.LX_FIFO -> new SpecialFile(FileType.FIFO, null, NO_TARGET);
            case ReparsePoint.LX_CHR -> new SpecialFile(FileType.CHARACTER_DEVICE, linuxDevice(file), NO_TARGET);
            case ReparsePoint.LX_BLK -> new SpecialFile(FileType.BLOCK_DEVICE, linuxDevice(file), NO_TARGET);
            default -> null;
        };
    }

    /** What a system file stands for; null if it is an ordinary one. */
    static @Nullable SpecialFile ofInterix(FileTimes times, Attribute data, AttributeSet file) throws IOException {
        long size = data.size();
        if (size <= 1) {
            return times.has(FileTimes.HIDDEN)
                    ? null
                    : new SpecialFile(size == 0 ? FileType.FIFO : FileType.SOCKET, null, NO_TARGET);
        }
        if (size < MAGIC || size > MAGIC + 2 * MAX_TARGET || data.isEncrypted()) {
            return null;
        }
        BlockSource content = file.openMetadata(data);
        StructView s = StructView.littleEndian(
                file.base().where() + " Interix file", ByteBuffer.wrap(content.readBytes(0, (int) size)));
        if (s.startsWith(0, LINK) && size % 2 == 0) {
            return new SpecialFile(
                    FileType.SYMLINK, null, Utf16Names.toBytes(Utf16.text(s, MAGIC, (int) (size - MAGIC) / 2)));
        }
        boolean block = s.startsWith(0, BLOCK);
        if (size == DEVICE_SIZE && (block || s.startsWith(0, CHARACTER))) {
            return new SpecialFile(
                    block ? FileType.BLOCK_DEVICE : FileType.CHARACTER_DEVICE,
                    new DeviceNumber((int) s.bits64(0x08), (int) s.bits64(0x10)),
                    NO_TARGET);
        }
        return null;
    }

    /** From the extended attribute that keeps it. */
    private static @Nullable DeviceNumber linuxDevice(AttributeSet file) throws IOException {
        Attribute attribute = file.find(Attribute.EA, "");
        if (attribute == null) {
            return null;
        }
        BlockSource all = file.openMetadata(attribute);
        if (all.size() > MAX_EA) {
            throw new CorruptDataException("%s: extended attributes of %d bytes, expected at most %d"
                    .formatted(attribute.where(), all.size(), MAX_EA));
        }
        StructView s = StructView.littleEndian(
                file.base().where() + " $EA", ByteBuffer.wrap(all.readBytes(0, (int) all.size())));
        for (int at = 0; at < s.length(); ) {
            int nameLength = s.u8(at + 5);
            int valueLength = s.u16(at + 6);
            String name = new String(s.bytes(at + 8, nameLength), StandardCharsets.US_ASCII);
            if (name.equals(DEVICE_EA) && valueLength == 8) {
                ByteBuffer value = ByteBuffer.wrap(s.bytes(at + 8 + nameLength + 1, valueLength))
                        .order(ByteOrder.LITTLE_ENDIAN);
                return new DeviceNumber(value.getInt(), value.getInt());
            }
            int next = s.u32In(at, "NextEntryOffset", 0, s.length());
            if (next == 0) {
                return null;
            }
            if (next < 8) {
                throw s.corrupt(at, "NextEntryOffset", next, "0 or at least 8");
            }
            at += next;
        }
        return null;
    }
}
