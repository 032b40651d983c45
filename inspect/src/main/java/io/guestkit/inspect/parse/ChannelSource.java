package io.guestkit.inspect.parse;

import io.guestkit.io.BlockSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A file of any file system as a source, which owns its channel. */
public final class ChannelSource implements BlockSource {

    private final SeekableByteChannel channel;
    private final long size;

    /** Takes over the channel. */
    public ChannelSource(SeekableByteChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
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
                throw new EOFException("the file ends at %d, expected %d".formatted(channel.position(), size));
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
