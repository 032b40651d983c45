package io.guestkit.image.ova;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.ImageOpener;
import io.guestkit.image.ImageOptions;
import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.Cancellation;
import io.guestkit.io.Progress;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** The input is a tar, a descriptor, and whatever is beside it. Only IOExceptions may come out. */
class OvaFuzzTest {

    private record Beside(byte[] content) implements ImageOpener {

        @Override
        public DiskImage openImage(String reference, Optional<DiskFormat> format) throws IOException {
            throw new NoSuchFileException(reference);
        }

        @Override
        public BlockSource openFile(String reference) {
            return new BytesSource(content);
        }
    }

    @FuzzTest
    void tarOrDescriptor(byte[] input) {
        BytesSource source = new BytesSource(input);
        ImageOpener opener = new Beside(input);
        OvaDriver driver = new OvaDriver();
        try {
            driver.detect(source);
            driver.checkManifest(source, opener, "vm.ovf", Progress.NONE, new Cancellation());
            for (String disk : driver.disks(source, opener)) {
                driver.open(source, opener, new ImageOptions(Optional.empty(), Optional.of(disk)))
                        .close();
            }
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }

    @FuzzTest
    void descriptor(byte[] input) {
        try {
            Descriptor envelope = OvfEnvelope.parse(input);
            for (Descriptor.Disk disk : envelope.disks()) {
                Capacity.parse(disk.capacity(), disk.capacityUnits());
            }
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
        for (Language language : Language.values()) {
            try {
                language.parse(input).machine().document();
            } catch (IOException expected) {
                // whatever is wrong with the bytes
            }
        }
        try {
            Manifest.parse(input);
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }
}
