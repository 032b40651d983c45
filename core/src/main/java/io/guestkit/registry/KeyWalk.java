package io.guestkit.registry;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key and all below it, each before its subkeys, in the order of the hive. It ends on any hive, and hands out no more
 * values and bytes than the hive can have: keys that share values, which Windows does not make, are refused.
 */
public final class KeyWalk {

    private final HiveBins bins;
    private final Deque<Iterator<Key>> ahead = new ArrayDeque<>();
    private @Nullable Key current;
    private long values;
    private long bytes;

    KeyWalk(Hive hive, Key start) {
        bins = hive.bins();
        ahead.push(List.of(start).iterator());
    }

    /** The next key; null when all were visited. */
    public @Nullable Key next() throws IOException {
        if (current != null) {
            Key key = current;
            current = null; // if its subkeys cannot be read, the walk can go on beside them
            ahead.push(key.subkeys().iterator());
        }
        while (!ahead.isEmpty()) {
            if (ahead.peek().hasNext()) {
                current = ahead.peek().next();
                return current;
            }
            ahead.pop();
        }
        return null;
    }

    /** The values of the key that {@link #next} gave last. */
    public List<Value> values() throws IOException {
        if (current == null) {
            throw new IllegalStateException("no key");
        }
        values += current.valueCount();
        if (values > bins.maxValues() && current.valueCount() < bins.maxValues()) {
            throw tooMany(current); // before they are read: every key may say that it has all of them
        }
        List<Value> all = current.values();
        for (Value value : all) {
            bytes += value.size();
        }
        if (bytes > bins.maxData()) {
            throw tooMany(current);
        }
        return all;
    }

    private static CorruptDataException tooMany(Key key) {
        return new CorruptDataException("key " + key.path() + ": more values than the hive can hold");
    }
}
