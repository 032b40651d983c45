package io.guestkit.fs.iso9660;

import io.guestkit.fs.FileSystemDriver;
import io.guestkit.fs.FsReader;
import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.util.Optional;

/** Recognises ISO 9660 by its primary volume descriptor. */
public final class IsoDriver implements FileSystemDriver {

    public static final IsoDriver INSTANCE = new IsoDriver();

    private IsoDriver() {}

    @Override
    public Optional<String> detect(BlockSource volume) throws IOException {
        return VolumeDescriptors.hasPrimary(volume) ? Optional.of("iso9660") : Optional.empty();
    }

    @Override
    public FsReader open(BlockSource volume) throws IOException {
        return new IsoFileSystem(volume);
    }
}
