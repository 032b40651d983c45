package io.guestkit.registry;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A hive as Windows would see it after loading it: where the last write was not finished, with the logs applied, in
 * memory. What cannot be applied is a doubt.
 */
final class Recovery {

    /** Of the first bin, where the time of the last write stands once more. */
    private static final int BIN_TIMESTAMP = 0x14;

    private final BlockSource hive;
    private final List<String> doubts = new ArrayList<>();
    private final Pages pages = new Pages();
    private BaseBlock base;
    private final StructView baseBytes;
    private long binsSize;
    private String applied = "";

    private Recovery(BlockSource hive) throws IOException {
        this.hive = hive;
        if (hive.size() < BaseBlock.LENGTH) {
            throw new CorruptDataException("not a registry hive: " + hive.size() + " bytes");
        }
        baseBytes = StructView.littleEndian("base block", hive, 0, BaseBlock.LENGTH);
        base = BaseBlock.parse(baseBytes);
    }

    /** @param logs by name, in the order .LOG, .LOG1, .LOG2 */
    static Recovery of(BlockSource hive, Map<String, BlockSource> logs) throws IOException {
        Recovery recovery = new Recovery(hive);
        BaseBlock stored = recovery.base;
        if (stored.sealed()) {
            stored.supported(recovery.baseBytes);
            if (stored.fileType() != BaseBlock.PRIMARY) {
                throw recovery.baseBytes.corrupt(0x1c, "File type", stored.fileType(), "0: this is a log, not a hive");
            }
            recovery.binsSize = stored.binsSize();
        }
        if (stored.isDirty()) {
            recovery.replay(logs);
        }
        if (!recovery.base.sealed()) {
            throw recovery.baseBytes.corrupt(0x1fc, "Checksum", "wrong", "right, or a log to repair it from");
        }
        return recovery;
    }

    private void replay(Map<String, BlockSource> sources) throws IOException {
        List<TransactionLog> logs = new ArrayList<>();
        boolean anyNew = false;
        for (Map.Entry<String, BlockSource> source : sources.entrySet()) {
            try {
                TransactionLog log = TransactionLog.open(source.getKey(), source.getValue());
                if (log != null) {
                    logs.add(log);
                    anyNew |= log.isNew();
                }
            } catch (CorruptDataException | UnsupportedFeatureException e) {
                doubts.add(source.getKey() + " is left out: " + e.getMessage());
            }
        }
        BaseBlock before = base;
        boolean done = anyNew ? applyEntries(logs) : applyDirtyPages(logs);
        if (!done && before.sealed()) {
            doubts.add(("the last write was not finished (sequence numbers %d and %d), and no log of it can be applied:"
                            + " what was being written may be old, new, or in part")
                    .formatted(before.primarySequence() & 0xffff_ffffL, before.secondarySequence() & 0xffff_ffffL));
        }
    }

    /** The old format: the log that was written together with the base block. */
    private boolean applyDirtyPages(List<TransactionLog> logs) throws IOException {
        for (TransactionLog log : logs) {
            if (!isOfTheSameWrite(log)) {
                doubts.add(log.name() + " is left out: it belongs to another write");
                continue;
            }
            Pages dirty = new Pages();
            try {
                log.addDirtyPages(dirty);
            } catch (CorruptDataException e) {
                doubts.add(log.name() + " is left out: " + e.getMessage());
                continue;
            }
            pages.addAll(dirty);
            take(log);
            binsSize = log.base().binsSize();
            applied = log.name();
            return true;
        }
        return false;
    }

    /** A bad base block still has its time, or the first bin has it. */
    private boolean isOfTheSameWrite(TransactionLog log) throws IOException {
        long written = log.base().lastWritten();
        if (log.base().primarySequence() != log.base().secondarySequence()) {
            return false;
        }
        if (written == base.lastWritten() || base.sealed()) {
            return written == base.lastWritten();
        }
        return hive.size() >= BaseBlock.PAGE + BaseBlock.LENGTH
                && written
                        == StructView.littleEndian("hive bin", hive, BaseBlock.PAGE, BaseBlock.LENGTH)
                                .bits64(BIN_TIMESTAMP);
    }

    /** A log and those of its entries that the hive does not have yet. */
    private record Chain(TransactionLog log, List<LogEntry> entries) {

        int first() {
            return entries.getFirst().sequence();
        }
    }

    /** The new format: entries by their sequence numbers, whichever log they are in. */
    private boolean applyEntries(List<TransactionLog> logs) throws IOException {
        List<Chain> chains = new ArrayList<>();
        for (TransactionLog log : logs) {
            if (!log.isNew()) {
                doubts.add(log.name() + " is left out: it has the old format, another log the new one");
                continue;
            }
            List<LogEntry> due = new ArrayList<>();
            for (LogEntry entry : log.entries(doubts)) {
                if (!base.sealed() || entry.sequence() - base.secondarySequence() >= 0) {
                    due.add(entry);
                }
            }
            if (!due.isEmpty()) {
                chains.add(new Chain(log, due));
            }
        }
        if (chains.isEmpty()) {
            return false;
        }
        int origin = chains.getFirst().first();
        chains.sort(Comparator.comparingInt(chain -> chain.first() - origin)); // numbers may wrap round
        Chain first = chains.getFirst();
        if (base.sealed() && first.first() != base.secondarySequence()) {
            doubts.add("the logs begin with write %d, the hive ends before %d: what was written between is missing"
                    .formatted(first.first() & 0xffff_ffffL, base.secondarySequence() & 0xffff_ffffL));
        }
        LogEntry last = null;
        List<String> names = new ArrayList<>();
        for (Chain chain : chains) {
            if (last != null && chain.first() != last.sequence() + 1) {
                doubts.add("%s is left out: it begins with write %d, the other log ends with %d"
                        .formatted(chain.log().name(), chain.first() & 0xffff_ffffL, last.sequence() & 0xffff_ffffL));
                continue;
            }
            names.add(chain.log().name());
            for (LogEntry entry : chain.entries()) {
                entry.addTo(pages, chain.log().source());
                last = entry;
            }
        }
        take(first.log());
        binsSize = last == null ? base.binsSize() : last.binsSize();
        applied = String.join(" and ", names);
        return true;
    }

    /** Believes the log's base block where the hive's own is bad. */
    private void take(TransactionLog log) {
        if (!base.sealed()) {
            doubts.add("base block: the checksum is wrong; that of " + log.name() + " is used");
            base = log.base();
        }
    }

    BaseBlock base() {
        return base;
    }

    /** Names of the logs that were applied; empty if none was. */
    String applied() {
        return applied;
    }

    List<String> doubts() {
        return doubts;
    }

    /** Size of the hive bins, in bytes. */
    long binsSize() {
        return binsSize;
    }

    /** The hive with the pages of the logs; its base block is as it was. */
    BlockSource file() throws CorruptDataException {
        return pages.over(hive, binsSize);
    }

    HiveBins bins() throws CorruptDataException {
        return new HiveBins(file(), binsSize, hive.size() + pages.size());
    }
}
