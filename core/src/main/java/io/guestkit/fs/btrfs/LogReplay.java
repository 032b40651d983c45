package io.guestkit.fs.btrfs;

import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;

/** Replays what was fsynced since the last transaction. */
final class LogReplay {

    private LogReplay() {}

    static void run(Trees trees) throws IOException {
        if (trees.store().superblock().log().address() != 0) {
            throw new UnsupportedFeatureException("btrfs: the log tree has to be replayed, which is not done yet");
        }
    }
}
