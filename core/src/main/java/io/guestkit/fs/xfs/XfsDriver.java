package io.guestkit.fs.xfs;

import io.guestkit.fs.FileSystemDriver;
import io.guestkit.fs.FsReader;
import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Optional;

/** Recognises and opens XFS. */
public final class XfsDriver implements FileSystemDriver {

    public static final XfsDriver INSTANCE = new XfsDriver();

    private XfsDriver() {}

    @Override
    public Optional<String> detect(BlockSource volume) throws IOException {
        return volume.size() >= Superblock.LENGTH
                        && Superblock.isMagic(StructView.bigEndian("xfs superblock", volume, 0, Superblock.LENGTH))
                ? Optional.of("xfs")
                : Optional.empty();
    }

    @Override
    public FsReader open(BlockSource volume) throws IOException {
        return XfsFileSystem.open(volume);
    }
}
