package io.guestkit.fs;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers names that were looked up, found or not: the same few directories lead to most paths. Valid for ever, because
 * nothing changes; bounded by being emptied when full, which is as good as any order of eviction for so cheap a miss.
 */
final class NameCache {

    private static final int MAX_NAMES = 4096;

    private final FsReader reader;
    private final Map<Key, Optional<Node>> names = new ConcurrentHashMap<>();

    NameCache(FsReader reader) {
        this.reader = reader;
    }

    @Nullable
    Node lookup(Node directory, byte[] name) throws IOException {
        Key key = new Key(directory.device(), directory.id(), name);
        Optional<Node> known = names.get(key);
        if (known == null) {
            known = Optional.ofNullable(reader.lookup(directory, name));
            if (names.size() >= MAX_NAMES) {
                names.clear();
            }
            names.put(key, known);
        }
        return known.orElse(null);
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by its bytes
    private record Key(int device, long directory, byte[] name) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && device == key.device
                    && directory == key.directory
                    && Arrays.equals(name, key.name);
        }

        @Override
        public int hashCode() {
            return (31 * device + Long.hashCode(directory)) * 31 + Arrays.hashCode(name);
        }
    }
}
