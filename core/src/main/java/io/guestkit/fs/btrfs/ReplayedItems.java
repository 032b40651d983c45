package io.guestkit.fs.btrfs;

import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A tree with changes in memory. A cursor may be used while the tree changes: it sees what is ahead of it as it then is. */
final class ReplayedItems implements Items {

    /** What a log may change in one subvolume: some hundred megabytes of heap, far more than is fsynced in a transaction. */
    private static final int MOST_CHANGES = 500_000;

    private final Items stored;
    /** What is under a key now; empty if nothing is. */
    private final NavigableMap<Key, Optional<Item>> changes = new TreeMap<>();

    ReplayedItems(Items stored) {
        this.stored = stored;
    }

    /** @param bytes are kept, and no longer the caller's */
    void put(Key key, byte[] bytes) throws UnsupportedFeatureException {
        StructView data = StructView.littleEndian(ItemName.of(key), ByteBuffer.wrap(bytes));
        change(key, Optional.of(new Item(key, data)));
    }

    void remove(Key key) throws UnsupportedFeatureException {
        change(key, Optional.empty());
    }

    private void change(Key key, Optional<Item> now) throws UnsupportedFeatureException {
        if (changes.size() >= MOST_CHANGES) {
            throw new UnsupportedFeatureException(
                    "btrfs log: more than %d changes in one subvolume cannot be replayed in memory"
                            .formatted(MOST_CHANGES));
        }
        changes.put(key, now);
    }

    /** A copy of an item's bytes to change, little-endian. */
    static ByteBuffer copy(Item item) {
        ByteBuffer bytes = item.data().buffer();
        return ByteBuffer.allocate(bytes.remaining())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(bytes)
                .flip();
    }

    @Override
    public @Nullable Item get(Key key) throws IOException {
        Optional<Item> change = changes.get(key);
        return change == null ? stored.get(key) : change.orElse(null);
    }

    @Override
    public @Nullable Item floor(Key key) throws IOException {
        Key at = key;
        while (true) {
            Item below = stored.floor(at);
            Map.Entry<Key, Optional<Item>> change = changes.floorEntry(at);
            if (change == null || below != null && below.key().compareTo(change.getKey()) > 0) {
                return below;
            }
            if (change.getValue().isPresent()) {
                return change.getValue().get();
            }
            Key before = change.getKey().before();
            if (before == null) {
                return null;
            }
            at = before;
        }
    }

    @Override
    public Cursor from(Key first) throws IOException {
        return new Merge(first, stored.from(first));
    }

    private final class Merge implements Cursor {

        private final Cursor below;
        private final Key first;
        private @Nullable Item ahead;
        private @Nullable Key last;

        Merge(Key first, Cursor below) {
            this.first = first;
            this.below = below;
        }

        @Override
        public @Nullable Item next() throws IOException {
            while (true) {
                if (ahead == null) {
                    ahead = below.next();
                }
                Map.Entry<Key, Optional<Item>> change =
                        last == null ? changes.ceilingEntry(first) : changes.higherEntry(last);
                Item item = ahead;
                if (change == null || item != null && item.key().compareTo(change.getKey()) < 0) {
                    ahead = null;
                    last = item == null ? last : item.key();
                    return item;
                }
                if (item != null && item.key().equals(change.getKey())) {
                    ahead = null;
                }
                last = change.getKey();
                if (change.getValue().isPresent()) {
                    return change.getValue().get();
                }
            }
        }
    }
}
