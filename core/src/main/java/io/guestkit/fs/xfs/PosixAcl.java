package io.guestkit.fs.xfs;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns an access control list as XFS stores it, big-endian in the manner of IRIX, into what {@code getxattr} gives. */
final class PosixAcl {

    private static final int STORED_ENTRY = 12;
    private static final int USER_SPACE_VERSION = 2;
    private static final int USER_SPACE_ENTRY = 8;
    private static final int TAG_USER = 0x02;
    private static final int TAG_GROUP = 0x08;
    private static final int NO_ID = -1;

    private PosixAcl() {}

    static byte[] toUserSpace(byte[] stored, Inode inode) throws CorruptDataException {
        StructView s = StructView.bigEndian(inode.name() + ": access control list", ByteBuffer.wrap(stored));
        int count = s.u32In(0x00, "acl_cnt", 0, (stored.length - 4) / STORED_ENTRY);
        ByteBuffer out = ByteBuffer.allocate(4 + count * USER_SPACE_ENTRY).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(USER_SPACE_VERSION);
        for (int at = 4; out.hasRemaining(); at += STORED_ENTRY) {
            int tag = s.i32(at);
            boolean named = tag == TAG_USER || tag == TAG_GROUP;
            out.putShort((short) tag).putShort((short) s.u16(at + 8)).putInt(named ? s.i32(at + 4) : NO_ID);
        }
        return out.array();
    }
}
