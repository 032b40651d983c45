package io.guestkit.volume.mdraid;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.PiecewiseSource;
import io.guestkit.io.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.List;

/**
 * Chunks dealt out to members that may differ in size. Where the smallest ones are full, the others go on as a zone of
 * their own. Facts: Linux drivers/md/raid0.c.
 */
final class Raid0Source extends PiecewiseSource {

    private static final int ORIGINAL = 1;
    private static final int ALTERNATE = 2;

    private final List<Zone> zones;
    private final long chunk;
    /** Whether the turns are counted from the start of the array, rather than from that of the zone. */
    private final boolean countsFromArray;

    /**
     * @param start in the array
     * @param memberStart on each member
     */
    private record Zone(long start, long size, long memberStart, List<BlockSource> members) {}

    private Raid0Source(List<Zone> zones, long size, long chunk, boolean countsFromArray) {
        super(size);
        this.zones = zones;
        this.chunk = chunk;
        this.countsFromArray = countsFromArray;
    }

    /**
     * @param members in the order of their roles, each cut to whole chunks
     * @param layout 1 is the original one, 2 the one of Linux 3.14 to 5.4; 0 is not known, which matters for several zones
     */
    static Raid0Source of(List<BlockSource> members, long layout, long chunk)
            throws CorruptDataException, UnsupportedFeatureException {
        List<Zone> zones = new ArrayList<>();
        long start = 0;
        long memberStart = 0;
        List<BlockSource> left = larger(members, 0);
        while (!left.isEmpty()) {
            long end = Long.MAX_VALUE;
            for (BlockSource member : left) {
                end = Math.min(end, member.size());
            }
            long each = end - memberStart;
            if (each > (Long.MAX_VALUE - start) / left.size()) {
                throw new CorruptDataException("md superblock: the members add up to more than 2^63 bytes");
            }
            zones.add(new Zone(start, each * left.size(), memberStart, left));
            start += each * left.size();
            memberStart = end;
            left = larger(members, end);
        }
        if (zones.size() > 1 && layout != ORIGINAL && layout != ALTERNATE) {
            throw new UnsupportedFeatureException("an array of level 0 whose members differ in size, and which does not"
                    + " say in which of two ways they are filled: its layout is " + layout);
        }
        return new Raid0Source(List.copyOf(zones), start, chunk, layout == ORIGINAL);
    }

    private static List<BlockSource> larger(List<BlockSource> members, long size) {
        List<BlockSource> larger = new ArrayList<>();
        for (BlockSource member : members) {
            if (member.size() > size) {
                larger.add(member);
            }
        }
        return larger;
    }

    @Override
    protected Piece piece(long position, long length) {
        Zone zone = zones.getFirst();
        for (Zone each : zones) {
            if (position >= each.start()) {
                zone = each;
            }
        }
        int count = zone.members().size();
        long number = (position - zone.start()) / chunk;
        long inside = (position - zone.start()) % chunk;
        long turn = (countsFromArray ? position / chunk : number) % count;
        long there = zone.memberStart() + number / count * chunk + inside;
        return new Piece(zone.members().get((int) turn), there, Math.min(length, chunk - inside));
    }
}
