package io.guestkit.fs.exfat;

import io.guestkit.fs.FileSystemDriver;
import io.guestkit.fs.FsReader;
import io.guestkit.io.BlockSource;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.Optional;

/** Recognises exFAT by the name that its boot sector has for it. */
public final class ExfatDriver implements FileSystemDriver {

    public static final ExfatDriver INSTANCE = new ExfatDriver();

    private ExfatDriver() {}

    @Override
    public Optional<String> detect(BlockSource volume) throws IOException {
        if (volume.size() < BootSector.LENGTH) {
            return Optional.empty();
        }
        return StructView.littleEndian(BootSector.NAME, volume, 0, BootSector.LENGTH)
                        .startsWith(BootSector.FILE_SYSTEM_NAME, BootSector.MAGIC)
                ? Optional.of("exfat")
                : Optional.empty();
    }

    @Override
    public FsReader open(BlockSource volume) throws IOException {
        return new ExfatFileSystem(volume);
    }
}
