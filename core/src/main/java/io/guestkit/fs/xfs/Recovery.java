package io.guestkit.fs.xfs;

import io.guestkit.fs.Doubts;
import io.guestkit.io.BlockSource;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;

/** Decides whether the log has to be replayed, and has it done. */
final class Recovery {

    private Recovery() {}

    /** @param volume the same one as before if there was nothing to replay */
    record Recovered(BlockSource volume, Replay replay) {}

    /**
     * The volume as it is after recovery.
     *
     * @throws io.guestkit.io.CorruptDataException if recovery is needed and the log is damaged
     * @throws UnsupportedFeatureException if the log is on another device, so that nobody knows whether it is needed
     */
    static Recovered replay(BlockSource volume, Superblock superblock, Doubts doubts) throws IOException {
        if (superblock.logStart() == 0) {
            throw new UnsupportedFeatureException("xfs: the log is on another device, which is not supported:"
                    + " without it, nobody can tell whether the file system is up to date");
        }
        Log log = Log.of(volume, superblock);
        LogEnds ends = LogEnds.find(log);
        if (ends.head() == ends.tail()) {
            return new Recovered(volume, Replay.NONE);
        }
        superblock.features().requireReplayable();
        Overlay overlay = new Overlay(volume);
        Replay replay = new LogReplay(log, ends, overlay, doubts).run();
        doubts.add(
                "xfs log",
                "the file system was not cleanly unmounted; changes in %d sectors were replayed in memory"
                        .formatted(replay.sectors().length));
        replay.unfinished().forEach((inode, change) -> doubts.add("xfs inode " + inode, "the log ends amid " + change));
        return new Recovered(overlay.result(), replay);
    }
}
