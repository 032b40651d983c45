package io.guestkit.volume.raid;

import io.guestkit.io.BlockSource;
import io.guestkit.io.PiecewiseSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An array of level 10: each chunk is on several members, and the first copy that is there is read. */
public final class Raid10Source extends PiecewiseSource {

    private final List<@Nullable BlockSource> members;
    private final Raid10Layout layout;
    private final long chunk;
    private final long stride;

    private Raid10Source(
            List<@Nullable BlockSource> members, Raid10Layout layout, long chunk, long memberSize, long size) {
        super(size);
        this.members = new ArrayList<>(members);
        this.layout = layout;
        this.chunk = chunk;
        this.stride = layout.stride(memberSize, chunk, members.size());
    }

    /**
     * @param members in the order of their roles; null where one is missing
     * @param chunk in bytes
     * @param memberSize how many bytes of each member are used; each has as many
     * @param size in bytes, at most {@link Raid10Layout#size}
     * @throws IOException if all copies of something are missing
     */
    public static Raid10Source of(
            List<@Nullable BlockSource> members, Raid10Layout layout, long chunk, long memberSize, long size)
            throws IOException {
        Raid10Source source = new Raid10Source(members, layout, chunk, memberSize, size);
        // The pattern repeats after as many chunks as there are members.
        for (int i = 0; i < members.size() && i * chunk < size; i++) {
            if (source.find(i) == null) {
                throw new IOException("all copies of chunk " + i + " are on members that are missing");
            }
        }
        return source;
    }

    @Override
    protected Piece piece(long position, long length) throws IOException {
        Piece copy = find(position / chunk);
        if (copy == null) {
            throw new IOException("all copies of byte " + position + " are on missing members");
        }
        long inside = position % chunk;
        return new Piece(copy.source(), copy.position() + inside, Math.min(length, chunk - inside));
    }

    private @Nullable Piece find(long number) {
        int count = members.size();
        long first = number * layout.near(); // size / chunk * near is at most the chunks of all members together
        int device = (int) (first % count);
        long stripe = first / count;
        long position = (layout.offset() ? stripe * layout.far() : stripe) * chunk;
        int setSize = layout.setSize(count);
        for (int near = 0; near < layout.near(); near++) {
            int copy = device;
            long at = position;
            for (int far = 0; far < layout.far(); far++) {
                if (far > 0) {
                    copy = next(copy, setSize, count);
                    at += stride;
                }
                BlockSource member = members.get(copy);
                if (member != null) {
                    return new Piece(member, at, chunk);
                }
            }
            device++;
            if (device == count) {
                device = 0;
                position += chunk;
            }
        }
        return null;
    }

    /**
     * The member with the next far copy; the last set takes the members that are left over. Linux asks where the copy is
     * rather than where it comes from, which matters for sets that are reached from the one before.
     */
    private int next(int member, int setSize, int count) {
        int lastSet = (count / setSize - 1) * setSize;
        int moved = member + layout.near();
        if (count % setSize != 0 && moved > lastSet) {
            return (moved - lastSet) % (setSize + count % setSize) + lastSet;
        }
        return moved % setSize + member / setSize * setSize;
    }
}
