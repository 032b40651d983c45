package io.guestkit.fs.fat;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;

/**
 * The clusters of one file. The table is followed as far as somebody reads, and every so many clusters the number is
 * written down, so that a jump back does not start over and a file of 2²³ clusters takes no more than 16 KiB. Safe for
 * several threads.
 */
final class ClusterChain {

    private static final int MAX_MARKS = 4096;

    /** Clusters that lie one after the other, on the disk as in the file. */
    record Run(int firstCluster, long count) {}

    private final AllocationTable.Walker walker;
    private final String owner;
    private final long length;
    /** Number of the cluster at every {@link #interval}th index, as far as the chain was followed. */
    private final int[] marks;

    private final long interval;

    private long frontier;
    private boolean ended;
    private long lastIndex;
    private int lastCluster;
    private final Loop loop;

    /**
     * @param owner of the chain, for messages
     * @param first a cluster
     * @param length how many clusters the owner's size needs, at least 1
     */
    ClusterChain(AllocationTable table, String owner, int first, long length) {
        this.walker = table.walker();
        this.owner = owner;
        this.length = length;
        this.interval = (length + MAX_MARKS - 1) / MAX_MARKS;
        this.marks = new int[(int) ((length + interval - 1) / interval)];
        this.marks[0] = first;
        this.lastCluster = first;
        this.loop = new Loop(first);
    }

    /**
     * The clusters from {@code index} on that lie one after the other.
     *
     * @param index less than the length of the chain
     * @param most how many the caller wants, at least 1
     * @throws CorruptDataException if the chain is shorter than the file, leads nowhere or comes back to itself
     */
    synchronized Run run(long index, long most) throws IOException {
        seek(index);
        int first = lastCluster;
        long wanted = Math.min(most, length - index);
        long count = 1;
        while (count < wanted && step() == first + count) {
            count++;
        }
        if (index + count == length) {
            checkEnd(first + (int) count - 1);
        }
        return new Run(first, count);
    }

    /** Makes {@code index} the last one that was looked at. */
    private void seek(long index) throws IOException {
        long mark = Math.min(index, frontier) / interval;
        if (index < lastIndex || mark * interval > lastIndex) {
            lastIndex = mark * interval;
            lastCluster = marks[(int) mark];
        }
        while (lastIndex < index) {
            step();
        }
    }

    private int step() throws IOException {
        int next = walker.next(lastCluster);
        if (next == AllocationTable.END) {
            throw new CorruptDataException("%s: its chain ends after %d clusters, but its size needs %d"
                    .formatted(owner, lastIndex + 1, length));
        }
        if (lastIndex == frontier) {
            if (loop.closes(next)) {
                throw looped(next);
            }
            frontier++;
            if (frontier % interval == 0) {
                marks[(int) (frontier / interval)] = next;
            }
        }
        lastIndex++;
        lastCluster = next;
        return next;
    }

    /**
     * Follows what lies behind the end of the file. Clusters that were allocated in advance are fine; but a chain that
     * never ends has come back to itself, maybe inside the file and too late for {@link Loop} to notice.
     */
    private void checkEnd(int last) throws IOException {
        if (ended) {
            return;
        }
        Loop tail = new Loop(last);
        int cluster = last;
        try {
            for (cluster = walker.next(cluster); cluster != AllocationTable.END; cluster = walker.next(cluster)) {
                if (tail.closes(cluster)) {
                    break;
                }
            }
        } catch (CorruptDataException e) {
            cluster = AllocationTable.END; // leads nowhere behind the end of the file, which is whole
        }
        if (cluster != AllocationTable.END) {
            throw looped(cluster);
        }
        ended = true;
    }

    private CorruptDataException looped(int cluster) {
        return new CorruptDataException("%s: its chain comes back to cluster %d".formatted(owner, cluster));
    }

    /** Notices a sequence that repeats itself, in constant memory and soon after it does (R. P. Brent, 1980). */
    private static final class Loop {
        private int remembered;
        private long power = 1;
        private long steps;

        Loop(int first) {
            remembered = first;
        }

        boolean closes(int next) {
            if (next == remembered) {
                return true;
            }
            if (++steps == power) {
                remembered = next;
                power *= 2;
                steps = 0;
            }
            return false;
        }
    }
}
