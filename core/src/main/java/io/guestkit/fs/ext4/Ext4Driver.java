package io.guestkit.fs.ext4;

import io.guestkit.fs.FileSystemDriver;
import io.guestkit.fs.FsReader;
import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Optional;

/** Recognises and opens ext2, ext3 and ext4. */
public final class Ext4Driver implements FileSystemDriver {

    public static final Ext4Driver INSTANCE = new Ext4Driver();

    private Ext4Driver() {}

    /** {@inheritDoc} A device that only holds the journal of another file system is none. */
    @Override
    public Optional<String> detect(BlockSource volume) throws IOException {
        if (volume.size() < Superblock.POSITION + Superblock.LENGTH) {
            return Optional.empty();
        }
        Features features = Superblock.features(
                StructView.littleEndian("ext4 superblock", volume, Superblock.POSITION, Superblock.LENGTH));
        return features == null || features.hasIncompat(Features.INCOMPAT_JOURNAL_DEV)
                ? Optional.empty()
                : Optional.of(features.type());
    }

    @Override
    public FsReader open(BlockSource volume) throws IOException {
        return Ext4FileSystem.open(volume);
    }
}
