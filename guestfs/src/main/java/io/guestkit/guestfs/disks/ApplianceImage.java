package io.guestkit.guestfs.disks;

import io.guestkit.image.CheckReport;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageInfo;
import io.guestkit.image.Run;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** An image of a format that only the appliance can read: its content, and nothing about how it is stored. */
final class ApplianceImage implements DiskImage {

    private final ApplianceSource content;
    private final DiskFormat format;

    ApplianceImage(ApplianceSource content, DiskFormat format) {
        this.content = content;
        this.format = format;
    }

    @Override
    public ImageInfo info() {
        return ImageInfo.ofSize(format, content.size());
    }

    @Override
    public long size() {
        return content.size();
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        content.read(position, target);
    }

    @Override
    public Run run(long position, long length) throws IOException {
        checkRange(position, length);
        return new Run.Data(position, length, content, position);
    }

    /** Empty: one that has a backing file is refused. */
    @Override
    public Optional<DiskImage> backing() {
        return Optional.empty();
    }

    @Override
    public CheckReport check() throws IOException {
        throw new UnsupportedFeatureException(format + " images cannot be checked");
    }

    @Override
    public List<Warning> warnings() {
        return List.of();
    }

    @Override
    public void close() {}
}
