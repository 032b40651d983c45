package io.guestkit.fs;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How full a file system is, as {@code statfs(2)} would tell after a mount that only reads.
 *
 * @param total bytes that files could have, without what the file system keeps for itself; never negative
 * @param free bytes of these that are not in use, at most {@code total}
 * @param available bytes of these that an ordinary user could have, at most {@code free} but for btrfs, which knows only
 *     what is not yet divided among its block groups
 * @param inodes how many files there could be; empty where that has no bound of its own, as on FAT, btrfs and NTFS
 * @param freeInodes how many of these there are not; present exactly where {@code inodes} is
 */
public record FsSpace(long total, long free, long available, OptionalLong inodes, OptionalLong freeInodes) {

    /** Of a file system that counts no inodes and reserves nothing. */
    public static FsSpace of(long total, long free) {
        return new FsSpace(total, free, free, OptionalLong.empty(), OptionalLong.empty());
    }

    /** Of a file system that has no room left by its nature, and so many files. */
    public static FsSpace full(long total, long inodes) {
        return new FsSpace(total, 0, 0, OptionalLong.of(inodes), OptionalLong.of(0));
    }

    /** What of {@code info} is known: all of the file system, and how much of it is in use. */
    static Optional<FsSpace> of(FsInfo info) {
        OptionalLong used = info.used();
        return used.isEmpty() || used.getAsLong() > info.size()
                ? Optional.empty()
                : Optional.of(of(info.size(), info.size() - used.getAsLong()));
    }

    public long used() {
        return total - free;
    }
}
