package io.guestkit.volume.mdraid;

import io.guestkit.io.BlockSource;
import io.guestkit.io.ConcatSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.volume.raid.ParityLayout;
import io.guestkit.volume.raid.ParitySource;
import io.guestkit.volume.raid.Raid10Layout;
import io.guestkit.volume.raid.Raid10Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of an array that can be used, each in its place. */
final class MdArray {

    private final MdSuperblock newest;
    private final List<@Nullable MdMember> places;
    private final List<String> doubts = new ArrayList<>();

    /** @param members of one array, at least one */
    MdArray(List<MdMember> members) {
        MdSuperblock last = members.getFirst().superblock();
        for (MdMember member : members) {
            if (member.superblock().events() > last.events()) {
                last = member.superblock();
            }
        }
        newest = last;
        places = new ArrayList<>(Collections.nCopies(newest.members(), null));
        for (MdMember member : members) {
            String doubt = place(member);
            if (doubt != null) {
                doubts.add(member.volume().device() + " is not read: " + doubt);
            }
        }
        if (missing() > 0) {
            doubts.add(missing() + " of " + newest.members() + " members are not there or not up to date");
        }
    }

    /** What the members that were there last agree on. */
    MdSuperblock superblock() {
        return newest;
    }

    List<String> doubts() {
        return List.copyOf(doubts);
    }

    int missing() {
        return Collections.frequency(places, null);
    }

    /** @return why it has no place, null if it has one or needs none */
    private @Nullable String place(MdMember member) {
        MdSuperblock s = member.superblock();
        if (s.events() + 1 < newest.events()) {
            return "it is of an older state, %d, than others, %d".formatted(s.events(), newest.events());
        }
        int role = newest.roleOf(s.number());
        if (role == MdSuperblock.SPARE || role == MdSuperblock.JOURNAL) {
            return null;
        }
        if (s.badBlocks()) {
            return "some of its blocks are known to be lost";
        }
        if (role == MdSuperblock.FAULTY) {
            return "it has failed";
        }
        if (role >= newest.members()) {
            return "its role is %d, and there are %d".formatted(role, newest.members());
        }
        if (!s.rebuilt() || s.replacement()) {
            return "it was not rebuilt to its end";
        }
        if (s.usedSize() < newest.usedSize() || s.level() != newest.level()) {
            return "it describes another array";
        }
        if (places.get(role) != null) {
            return "another one has its place";
        }
        places.set(role, member);
        return null;
    }

    BlockSource content() throws IOException {
        return switch (newest.level()) {
            case MdSuperblock.LINEAR -> linear();
            case 0 -> Raid0Source.of(all(), newest.layout(), chunk());
            case 1 -> mirrored();
            case 4, 5, 6 -> parity();
            case 10 -> tenfold();
            default -> throw new UnsupportedFeatureException("an array of level " + newest.level());
        };
    }

    private long chunk() throws CorruptDataException {
        if (newest.chunk() == 0) {
            throw new CorruptDataException("md superblock: an array of level " + newest.level() + " has no chunk size");
        }
        return newest.chunk();
    }

    /** All members, of a level that can do without none. */
    private List<BlockSource> all() throws IOException {
        List<BlockSource> all = new ArrayList<>();
        long rounded = Math.max(1, newest.chunk());
        for (MdMember member : places) {
            if (member == null) {
                throw new IOException("%d of %d members of an array of level %d are not there or not up to date"
                        .formatted(missing(), places.size(), newest.level()));
            }
            all.add(member.data(member.superblock().dataSize() / rounded * rounded));
        }
        return all;
    }

    private BlockSource linear() throws IOException {
        return new ConcatSource(all());
    }

    private BlockSource mirrored() throws IOException {
        for (MdMember member : places) {
            if (member != null) {
                return member.data(newest.usedSize());
            }
        }
        throw new IOException("no member of the array is there and up to date");
    }

    private BlockSource parity() throws IOException {
        ParityLayout layout = ParityLayout.of(newest.level(), newest.layout());
        int dataMembers = places.size() - layout.parities();
        if (dataMembers < 1) {
            throw new CorruptDataException("md superblock: an array of level " + newest.level() + " with raid_disks "
                    + places.size() + " has no member for data");
        }
        if (missing() > 0 && missing() <= layout.parities() && !newest.synchronised()) {
            throw new UnsupportedFeatureException(
                    "the array lacks a member, and its parity was not complete when it was used last");
        }
        long memberSize = newest.usedSize() / chunk() * chunk();
        return ParitySource.of(present(memberSize), layout, chunk(), memberSize, times(memberSize, dataMembers));
    }

    private BlockSource tenfold() throws IOException {
        Raid10Layout layout = Raid10Layout.parse(newest.layout(), places.size());
        long memberSize = newest.usedSize() / chunk() * chunk();
        times(memberSize, places.size());
        long size = layout.size(memberSize, chunk(), places.size());
        return Raid10Source.of(present(memberSize), layout, chunk(), memberSize, size);
    }

    private static long times(long memberSize, int members) throws CorruptDataException {
        if (memberSize > Long.MAX_VALUE / members) {
            throw new CorruptDataException("md superblock: the members add up to more than 2^63 bytes");
        }
        return memberSize * members;
    }

    private List<@Nullable BlockSource> present(long memberSize) throws IOException {
        List<@Nullable BlockSource> present = new ArrayList<>();
        for (MdMember member : places) {
            present.add(member == null ? null : member.data(memberSize));
        }
        return present;
    }
}
