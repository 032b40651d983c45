package io.guestkit.fs.btrfs;

import io.guestkit.fs.FsSpace;
import io.guestkit.fs.btrfs.Chunk.Profile;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How full a file system is, by the kernel's own way of counting ({@code btrfs_statfs}): bytes on the devices, divided by
 * the copies that data is kept in; what a kernel reserves for its own changes counts as used. How much that is, is a matter
 * of its version: this is that of Linux 6.7 and later.
 */
final class SpaceUsage {

    /** A kernel divides no more than that among devices, and so many bytes cannot overflow four times. */
    private static final long MOST_BYTES = 1L << 60;

    private static final long MOST_RESERVED = 512 << 20;
    private static final int MAX_LEVELS = 8;
    /** What the removal of one name may change. */
    private static final int UNLINK_ITEMS = 6;

    private static final int MOST_DEVICES = 1024;
    /** The beginning of each device, where boot loaders live. */
    private static final long KEPT_ON_DEVICE = 1 << 20;

    /** Of several profiles the first with enough devices is what new groups get. */
    private static final List<Profile> PREFERRED = List.of(
            Profile.RAID1C4,
            Profile.RAID6,
            Profile.RAID1C3,
            Profile.RAID5,
            Profile.RAID10,
            Profile.RAID1,
            Profile.DUP,
            Profile.RAID0);

    private SpaceUsage() {}

    /** Empty where the numbers contradict each other. */
    static Optional<FsSpace> of(Trees trees) throws IOException {
        Superblock superblock = trees.store().superblock();
        long total = superblock.totalBytes();
        Items groups = trees.blockGroups();
        if (groups == null || total > MOST_BYTES) {
            return Optional.empty();
        }
        boolean[] dataProfiles = new boolean[Profile.values().length];
        long used = 0;
        long freeForData = 0;
        int copies = 1;
        for (Chunk chunk : trees.store().space().chunks()) {
            long inChunk = usedOf(chunk, groups);
            int copiesOfChunk = chunk.profile().copies();
            if (chunk.length() > total) {
                return Optional.empty();
            }
            used += inChunk * copiesOfChunk;
            if (chunk.holdsData()) {
                freeForData += (chunk.length() - inChunk) * copiesOfChunk;
                dataProfiles[chunk.profile().ordinal()] = true;
            }
            if (used > total || freeForData > total) {
                return Optional.empty();
            }
        }
        for (Profile profile : Profile.values()) {
            copies = dataProfiles[profile.ordinal()] ? profile.copies() : copies;
        }
        long undivided = undivided(trees.store().space().sizes(), dataProfiles);
        if (undivided < 0) {
            return Optional.empty();
        }
        long available = (freeForData + undivided) / copies;
        return Optional.of(new FsSpace(
                total / copies,
                Math.max(0, total / copies - used / copies - reserve(trees)),
                available - available % superblock.sectorSize(),
                OptionalLong.empty(),
                OptionalLong.empty()));
    }

    /** The global reserve: as much as the trees of extents, checksums and free space have, at least so many changes. */
    private static long reserve(Trees trees) throws IOException {
        Superblock superblock = trees.store().superblock();
        boolean freeSpaceTree = superblock.features().hasCompatRo(Features.FREE_SPACE_TREE);
        long bytes = 0;
        int items = 1;
        for (long id : List.of(Key.EXTENT_TREE, Key.CSUM_TREE, Key.FREE_SPACE_TREE, Key.BLOCK_GROUP_TREE)) {
            RootItem root = trees.rootItem(id);
            if (root != null) {
                bytes += Math.clamp(root.bytesUsed(), 0, MOST_RESERVED);
                items++;
            }
        }
        int changes = items + UNLINK_ITEMS + UNLINK_ITEMS * (freeSpaceTree ? 2 : 1);
        long least = 2L * MAX_LEVELS * superblock.nodeSize() * changes; // a change may split a node of each level
        return Math.min(Math.max(bytes, least), MOST_RESERVED);
    }

    private static long usedOf(Chunk chunk, Items groups) throws IOException {
        Key key = new Key(chunk.start(), Key.BLOCK_GROUP_ITEM, chunk.length());
        Item group = groups.get(key);
        if (group == null) {
            throw new CorruptDataException("btrfs chunk at %d: has no block group".formatted(chunk.start()));
        }
        long used = group.data().u63(0x00, "used");
        if (used > chunk.length()) {
            throw group.data().corrupt(0x00, "used", used, "at most " + chunk.length());
        }
        return used;
    }

    /** What new groups for data could have of the devices at hand, with copies but without parity; -1 if that is no number. */
    private static long undivided(List<DevItem> devices, boolean[] dataProfiles) {
        if (devices.size() > MOST_DEVICES) {
            return 0; // the kernel's way takes their number squared
        }
        long[] room = new long[devices.size()];
        int count = 0;
        long sum = 0;
        for (DevItem device : devices) {
            if (device.totalBytes() > MOST_BYTES || device.bytesUsed() > device.totalBytes()) {
                return -1;
            }
            long left = device.totalBytes() - device.bytesUsed();
            left -= left % Chunk.STRIPE_LENGTH;
            if (left > KEPT_ON_DEVICE) {
                room[count++] = left - KEPT_ON_DEVICE;
                sum += left; // of two numbers of at most 2^60
                if (sum > MOST_BYTES) {
                    return -1;
                }
            }
        }
        Arrays.sort(room, 0, count); // rising, where the kernel's order is falling
        return divide(Arrays.copyOf(room, count), preferred(dataProfiles, devices.size()));
    }

    private static Profile preferred(boolean[] dataProfiles, int devices) {
        for (Profile profile : PREFERRED) {
            if (dataProfiles[profile.ordinal()] && devices >= profile.fewestDevices()) {
                return profile;
            }
        }
        return Profile.SINGLE;
    }

    /** @param room of each device, rising: always the smallest is filled, with its part on as many others as it takes */
    private static long divide(long[] room, Profile profile) {
        int stripes = profile.isMirrored() && profile != Profile.DUP
                ? profile.copies()
                : profile == Profile.RAID10 ? 4 : room.length;
        long least = (profile == Profile.DUP ? 2L : 1L) * Chunk.STRIPE_LENGTH;
        long all = 0;
        for (int i = 0; room.length - i >= profile.fewestDevices(); i++) {
            int wide = Math.min(stripes, room.length - i);
            long each = room[i];
            if (each >= least) {
                all += each * (wide - profile.parities()); // no more than the sum of all room
                for (int j = i; j < i + wide; j++) {
                    room[j] -= each;
                }
            }
        }
        return all;
    }
}
