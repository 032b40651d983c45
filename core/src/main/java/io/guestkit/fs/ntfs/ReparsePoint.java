package io.guestkit.fs.ntfs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What makes a file or directory something else. Names of fields: REPARSE_DATA_BUFFER in <a
 * href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-fscc/">[MS-FSCC]</a>.
 *
 * @param view the whole value
 */
record ReparsePoint(int tag, StructView view) {

    static final int SYMLINK = 0xa000_000c;
    static final int MOUNT_POINT = 0xa000_0003;
    static final int WOF = 0x8000_0017;
    static final int DEDUP = 0x8000_0013;
    static final int LX_SYMLINK = 0xa000_001d;
    static final int AF_UNIX = 0x8000_0023;
    static final int LX_FIFO = 0x8000_0024;
    static final int LX_CHR = 0x8000_0025;
    static final int LX_BLK = 0x8000_0026;

    private static final int MAX_SIZE = 16 << 10;
    private static final int HEADER = 0x08;

    /** The reparse point of a file; null if it has none. */
    static @Nullable ReparsePoint of(AttributeSet file) throws IOException {
        Attribute attribute = file.find(Attribute.REPARSE_POINT, "");
        if (attribute == null) {
            return null;
        }
        BlockSource value = file.openMetadata(attribute);
        if (value.size() < HEADER || value.size() > MAX_SIZE) {
            throw new CorruptDataException("%s: a reparse point of %d bytes, expected %d..%d"
                    .formatted(attribute.where(), value.size(), HEADER, MAX_SIZE));
        }
        StructView s = StructView.littleEndian(
                file.base().where() + " $REPARSE_POINT", ByteBuffer.wrap(value.readBytes(0, (int) value.size())));
        return new ReparsePoint(s.i32(0x00), s);
    }

    /** Whether it stands for another path. */
    boolean isLink() {
        return tag == SYMLINK || tag == MOUNT_POINT || tag == LX_SYMLINK;
    }

    /** Where a symbolic link or a mount point leads, as Windows words it. */
    String substituteName() throws CorruptDataException {
        int buffer = tag == SYMLINK ? 0x14 : 0x10;
        int length = view.u16(0x0a);
        if (length % 2 != 0) {
            throw view.corrupt(0x0a, "SubstituteNameLength", length, "an even number");
        }
        return Utf16.text(view, buffer + view.u16(0x08), length / 2);
    }

    /** Whether a symbolic link starts from the directory that it is in. */
    boolean isRelative() throws CorruptDataException {
        return tag == SYMLINK && (view.u32(0x10) & 1) != 0;
    }

    /** The target of a link of the Windows subsystem for Linux, which is UTF-8 behind a version number. */
    byte[] linuxTarget() throws CorruptDataException {
        view.u32In(0x08, "version of LX_SYMLINK", 2, 2);
        return view.bytes(0x0c, view.length() - 0x0c);
    }

    /** For messages: {@code reparse tag 0x80000013}. */
    String name() {
        return "reparse tag 0x" + java.util.HexFormat.of().toHexDigits(tag);
    }
}
