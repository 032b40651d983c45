package io.guestkit.fs.ext4;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns an access control list as ext4 stores it, which leaves out what is not needed, into what {@code getxattr} gives. */
final class PosixAcl {

    private static final int STORED_VERSION = 1;
    private static final int USER_SPACE_VERSION = 2;
    private static final int TAG_USER = 0x02;
    private static final int TAG_GROUP = 0x08;
    private static final int NO_ID = -1;

    private PosixAcl() {}

    static byte[] toUserSpace(byte[] stored, Inode inode) throws CorruptDataException {
        StructView s = StructView.littleEndian(inode.name() + ": access control list", ByteBuffer.wrap(stored));
        s.u32In(0, "a_version", STORED_VERSION, STORED_VERSION);
        // a stored entry has at least 4 bytes and becomes one of 8
        ByteBuffer out = ByteBuffer.allocate(2 * stored.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(USER_SPACE_VERSION);
        for (int at = 4; at < s.length(); ) {
            int tag = s.u16(at);
            boolean named = tag == TAG_USER || tag == TAG_GROUP;
            out.putShort((short) tag).putShort((short) s.u16(at + 2)).putInt(named ? s.i32(at + 4) : NO_ID);
            at += named ? 8 : 4;
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }
}
