package io.guestkit.volume.raid;

import io.guestkit.io.BlockSource;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The data of a member that is missing, computed from the other ones. Its parity is not asked for. */
final class RebuiltMember implements BlockSource {

    /** How much is computed at a time, for each member. */
    private static final int PIECE = 64 << 10;

    /**
     * Each byte of a degraded array is computed from one of each other member; if these are on degraded arrays, each of
     * those from as many again. Deeper than this nobody builds, and an image could ask for any amount of work.
     */
    private static final int MAX_NESTED = 2;

    private static final ThreadLocal<Integer> NESTED = ThreadLocal.withInitial(() -> 0);

    private final List<@Nullable BlockSource> members;
    private final ParityLayout layout;
    private final long chunk;
    private final int own;
    private final long size;

    RebuiltMember(List<@Nullable BlockSource> members, ParityLayout layout, long chunk, int own, long size) {
        this.members = new ArrayList<>(members);
        this.layout = layout;
        this.chunk = chunk;
        this.own = own;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
        checkRange(position, target.remaining());
        int nested = NESTED.get();
        if (nested == MAX_NESTED) {
            throw new UnsupportedFeatureException(
                    "more than " + MAX_NESTED + " arrays on top of each other lack a member");
        }
        NESTED.set(nested + 1);
        try {
            for (long at = position; target.hasRemaining(); ) {
                int here = (int) Math.min(Math.min(target.remaining(), PIECE), chunk - at % chunk);
                target.put(compute(at, here));
                at += here;
            }
        } finally {
            NESTED.set(nested);
        }
    }

    /** Bytes that are all of one stripe. */
    private byte[] compute(long position, int length) throws IOException {
        long stripe = position / chunk;
        int p = layout.p(stripe, members.size());
        int q = layout.q(stripe, members.size());
        int other = -1;
        for (int i = 0; i < members.size(); i++) {
            if (i != own && members.get(i) == null) {
                other = i;
            }
        }
        byte[] sum = new byte[length];
        if (other < 0 || other == q) {
            addOthers(sum, position, other, q, null);
            return sum;
        }
        int ownPower = Galois.power(layout.power(stripe, own, members.size()));
        byte[] second = new byte[length];
        addOthers(sum, position, other, q, second);
        Galois.addMultiple(second, present(q).readBytes(position, length), 1);
        if (other == p) {
            Galois.scale(second, Galois.inverse(ownPower));
            return second;
        }
        // sum = own + other and second = ownPower * own + otherPower * other
        int otherPower = Galois.power(layout.power(stripe, other, members.size()));
        Galois.addMultiple(second, sum, otherPower);
        Galois.scale(second, Galois.inverse(ownPower ^ otherPower));
        return second;
    }

    /**
     * Adds up what is there of a stripe.
     *
     * @param sum of data and first parity
     * @param second gets the data, each times its power, where it is wanted
     */
    private void addOthers(byte[] sum, long position, int other, int q, byte @Nullable [] second) throws IOException {
        long stripe = position / chunk;
        int p = layout.p(stripe, members.size());
        for (int i = 0; i < members.size(); i++) {
            if (i == own || i == other || i == q) {
                continue;
            }
            byte[] bytes = present(i).readBytes(position, sum.length);
            Galois.addMultiple(sum, bytes, 1);
            if (second != null && i != p) {
                Galois.addMultiple(second, bytes, Galois.power(layout.power(stripe, i, members.size())));
            }
        }
    }

    private BlockSource present(int index) {
        BlockSource member = members.get(index);
        if (member == null) {
            throw new IllegalStateException("member " + index + " is missing, too");
        }
        return member;
    }

    @Override
    public void close() {}
}
