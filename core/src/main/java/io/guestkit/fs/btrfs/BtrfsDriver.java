package io.guestkit.fs.btrfs;

import io.guestkit.fs.FileSystemDriver;
import io.guestkit.fs.FsReader;
import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Recognises and opens btrfs, on one device or several. */
public final class BtrfsDriver implements FileSystemDriver {

    public static final BtrfsDriver INSTANCE = new BtrfsDriver();

    private BtrfsDriver() {}

    @Override
    public Optional<String> detect(BlockSource volume) throws IOException {
        return SuperblockCopies.isAt(volume) ? Optional.of("btrfs") : Optional.empty();
    }

    /** {@inheritDoc} A file system of one device stands alone, so that copies of it do not get mixed up. */
    @Override
    public Optional<String> group(BlockSource volume) throws IOException {
        return Superblock.groupOf(SuperblockCopies.raw(volume)).map(UUID::toString);
    }

    @Override
    public FsReader open(BlockSource volume) throws IOException {
        return open(List.of(volume));
    }

    @Override
    public FsReader open(List<BlockSource> volumes) throws IOException {
        return BtrfsFileSystem.open(volumes);
    }
}
