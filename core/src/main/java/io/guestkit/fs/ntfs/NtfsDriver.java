package io.guestkit.fs.ntfs;

import io.guestkit.fs.FileSystemDriver;
import io.guestkit.fs.FsReader;
import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.util.Optional;

/** Recognises and opens NTFS. */
public final class NtfsDriver implements FileSystemDriver {

    public static final NtfsDriver INSTANCE = new NtfsDriver();

    private static final String TYPE = "ntfs";

    private NtfsDriver() {}

    @Override
    public Optional<String> detect(BlockSource volume) throws IOException {
        return BootSector.isAt(volume, 0) ? Optional.of(TYPE) : Optional.empty();
    }

    /** {@inheritDoc} By the copy of the boot sector at the end. */
    @Override
    public Optional<String> detectDamaged(BlockSource volume) throws IOException {
        return BackupBootSector.find(volume) < 0 ? Optional.empty() : Optional.of(TYPE);
    }

    @Override
    public FsReader open(BlockSource volume) throws IOException {
        return NtfsFileSystem.open(volume);
    }
}
