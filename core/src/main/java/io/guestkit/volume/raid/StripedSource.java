package io.guestkit.volume.raid;

import io.guestkit.io.BlockSource;
import io.guestkit.io.PiecewiseSource;
import java.util.List;

/** Chunks dealt out to members of the same size in turn. */
public final class StripedSource extends PiecewiseSource {

    private final List<BlockSource> members;
    private final long chunk;

    /**
     * @param members at least one, each of at least {@code size / members} bytes, rounded up to a chunk
     * @param chunk in bytes, at least 1
     * @param size in bytes
     */
    public StripedSource(List<BlockSource> members, long chunk, long size) {
        super(size);
        this.members = List.copyOf(members);
        this.chunk = chunk;
    }

    @Override
    protected Piece piece(long position, long length) {
        long number = position / chunk;
        long inside = position % chunk;
        int count = members.size();
        // below position, so that nothing overflows
        long there = number / count * chunk + inside;
        return new Piece(members.get((int) (number % count)), there, Math.min(length, chunk - inside));
    }
}
