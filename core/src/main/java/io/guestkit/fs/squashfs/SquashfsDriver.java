package io.guestkit.fs.squashfs;

import io.guestkit.fs.FileSystemDriver;
import io.guestkit.fs.FsReader;
import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Optional;

/** Recognises every SquashFS, which blkid calls {@code squashfs} from version 4 on and {@code squashfs3} before. */
public final class SquashfsDriver implements FileSystemDriver {

    public static final SquashfsDriver INSTANCE = new SquashfsDriver();

    private SquashfsDriver() {}

    @Override
    public Optional<String> detect(BlockSource volume) throws IOException {
        if (volume.size() < Superblock.LENGTH) {
            return Optional.empty();
        }
        StructView s = StructView.littleEndian(Superblock.NAME, volume, 0, Superblock.LENGTH);
        if (s.startsWith(0, Superblock.MAGIC)) {
            return Optional.of(s.u16(Superblock.VERSION) >= Superblock.MAJOR ? "squashfs" : "squashfs3");
        }
        return s.startsWith(0, Superblock.MAGIC_BIG_ENDIAN) ? Optional.of("squashfs3") : Optional.empty();
    }

    @Override
    public FsReader open(BlockSource volume) throws IOException {
        return new SquashfsFileSystem(volume);
    }
}
