package io.guestkit.volume.luks;

import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A LUKS volume in a file, opened by its passphrase, without the layers around it. */
record OpenedLuks(BlockSource device, LuksHeader header, LuksVolume volume) implements Closeable {

    static OpenedLuks open(Path file, String passphrase) throws IOException {
        return open(file, passphrase.getBytes(StandardCharsets.UTF_8));
    }

    static OpenedLuks open(Path file, byte[] passphrase) throws IOException {
        BlockSource device = FileSource.open(file);
        try {
            LuksHeader header = LuksDriver.header(device, device, false);
            VolumeKey key = VolumeKey.unlock(header, device, List.of(passphrase));
            return new OpenedLuks(device, header, new LuksVolume(device, header.segments(), key));
        } catch (IOException | RuntimeException e) {
            device.close();
            throw e;
        }
    }

    byte[] all() throws IOException {
        byte[] all = new byte[Math.toIntExact(volume.size())];
        volume.read(0, ByteBuffer.wrap(all));
        return all;
    }

    @Override
    public void close() throws IOException {
        volume.close();
        device.close();
    }
}
