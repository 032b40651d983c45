package io.guestkit.fs.ext4;

import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Content that lies in the inode itself: 60 bytes in {@code i_block}, what follows in an attribute {@code system.data}. */
final class InlineData {

    /** A directory starts with the number of its parent, instead of entries for {@code .} and {@code ..}. */
    private static final int PARENT = 4;

    private InlineData() {}

    /** All bytes of a file or of a symbolic link. */
    static byte[] file(Inode inode, InodeTable inodes) throws IOException {
        byte[] more =
                Optional.ofNullable(new Xattrs(inode, inodes).inlineData()).orElse(new byte[0]);
        // both parts are in the inode, so that the sum is small
        if (inode.size() > Inode.I_BLOCK_LENGTH + more.length) {
            throw inode.corrupt("i_size is %d, but only %d bytes are inline"
                    .formatted(inode.size(), Inode.I_BLOCK_LENGTH + more.length));
        }
        int size = (int) inode.size();
        byte[] content = new byte[size];
        ByteBuffer target = ByteBuffer.wrap(content);
        target.put(inode.block().bytes(0, Math.min(size, Inode.I_BLOCK_LENGTH)));
        target.put(more, 0, target.remaining());
        return content;
    }

    /** The two chains of entries of a directory. */
    static List<StructView> directory(Inode inode, InodeTable inodes) throws IOException {
        StructView first =
                inode.block().slice(inode.name() + ": inline directory", PARENT, Inode.I_BLOCK_LENGTH - PARENT);
        byte[] more = new Xattrs(inode, inodes).inlineData();
        return more == null || more.length == 0
                ? List.of(first)
                : List.of(
                        first,
                        StructView.littleEndian(
                                inode.name() + ": inline directory in system.data", ByteBuffer.wrap(more)));
    }
}
