package io.guestkit.volume.raid;

import io.guestkit.io.BlockSource;
import io.guestkit.io.PiecewiseSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An array of level 4, 5 or 6. What a missing member held is computed from the others. */
public final class ParitySource extends PiecewiseSource {

    private final List<BlockSource> members;
    private final ParityLayout layout;
    private final long chunk;

    private ParitySource(List<BlockSource> members, ParityLayout layout, long chunk, long size) {
        super(size);
        this.members = members;
        this.layout = layout;
        this.chunk = chunk;
    }

    /**
     * @param members in the order of their roles; null where one is missing
     * @param chunk in bytes
     * @param memberSize how many bytes of each member are used: a multiple of {@code chunk}; each has as many
     * @param size in bytes, at most what the members hold
     * @throws IOException if more are missing than can be computed
     */
    public static ParitySource of(
            List<@Nullable BlockSource> members, ParityLayout layout, long chunk, long memberSize, long size)
            throws IOException {
        int missing = Collections.frequency(members, null);
        if (missing > layout.parities()) {
            throw new IOException("%d of %d members are missing, and %d can be done without"
                    .formatted(missing, members.size(), layout.parities()));
        }
        List<BlockSource> complete = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            BlockSource member = members.get(i);
            complete.add(member != null ? member : new RebuiltMember(members, layout, chunk, i, memberSize));
        }
        return new ParitySource(List.copyOf(complete), layout, chunk, size);
    }

    @Override
    protected Piece piece(long position, long length) throws IOException {
        int dataMembers = members.size() - layout.parities();
        long number = position / chunk;
        long inside = position % chunk;
        long stripe = number / dataMembers;
        int member = layout.data(stripe, (int) (number % dataMembers), members.size());
        // below position, so that nothing overflows
        return new Piece(members.get(member), stripe * chunk + inside, Math.min(length, chunk - inside));
    }
}
