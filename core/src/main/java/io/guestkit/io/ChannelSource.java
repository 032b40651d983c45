package io.guestkit.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of any {@link java.nio.file.FileSystem}, that of a guest among them. Threads take turns, because a channel has
 * one position; {@link FileSource} is the better choice for files of the host.
 */
public final class ChannelSource implements BlockSource {

    private final SeekableByteChannel channel;
    private final String name;
    private final long size;

    private ChannelSource(SeekableByteChannel channel, String name, long size) {
        this.channel = channel;
        this.name = name;
        this.size = size;
    }

    /** Opens the file; closing the source closes it. */
    public static ChannelSource open(Path path) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(path);
        try {
            return new ChannelSource(channel, path.toString(), channel.size());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Takes over a channel: its position is ours from now on, and closing the source closes it.
     *
     * @param name of the file, for messages
     */
    public static ChannelSource of(SeekableByteChannel channel, String name) throws IOException {
        return new ChannelSource(channel, name, channel.size());
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public synchronized void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        channel.position(position);
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException("%s was %d bytes long when it was opened and now ends before byte %d"
                        .formatted(name, size, position));
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
