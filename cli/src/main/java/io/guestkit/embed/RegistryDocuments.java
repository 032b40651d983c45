package io.guestkit.embed;

import io.guestkit.cli.Documents;
import io.guestkit.inspect.windows.WindowsRegistry;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import io.guestkit.registry.KeyWalk;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The registry of a guest, or one hive of it, as the documents of {@code guestkit registry --output json}. */
public final class RegistryDocuments implements Closeable {

    private static final String HIVE_ROOT = "HKEY_LOCAL_MACHINE\\HIVE";

    private final @Nullable WindowsRegistry registry;
    private final @Nullable Hive hive;

    RegistryDocuments(WindowsRegistry registry) {
        this.registry = registry;
        this.hive = null;
    }

    private RegistryDocuments(Hive hive) {
        this.registry = null;
        this.hive = hive;
    }

    /** A hive file of this machine, with the logs beside it. The caller closes it. */
    public static RegistryDocuments open(Path file) throws ToldException {
        return new RegistryDocuments(ToldException.telling(() -> Hive.open(file)));
    }

    /**
     * One key with its values.
     *
     * @param path such as {@code HKLM\SOFTWARE\Microsoft}; in a hive file, the path from its root
     * @return null if there is no such key
     */
    public byte @Nullable [] key(String path) throws ToldException {
        return ToldException.asking(() -> {
            WindowsRegistry.Place place = place(path);
            Key key = place.key().orElse(null);
            return key == null ? null : Documents.registryKey(place.prefix(), key, key.values());
        });
    }

    /**
     * A key and all keys below it.
     *
     * @return null if there is no such key
     */
    public @Nullable Walk walk(String path) throws ToldException {
        return ToldException.asking(() -> {
            WindowsRegistry.Place place = place(path);
            Key key = place.key().orElse(null);
            return key == null ? null : new Walk(place.prefix(), place.hive().walk(key));
        });
    }

    private WindowsRegistry.Place place(String path) throws IOException {
        return hive != null
                ? new WindowsRegistry.Place(hive, HIVE_ROOT, path, Optional.empty())
                : Objects.requireNonNull(registry).place(path);
    }

    /** Doubts about what was read, such as a log that was applied. */
    public byte[] warnings() {
        return Documents.json(
                hive != null
                        ? hive.warnings()
                        : Objects.requireNonNull(registry).warnings());
    }

    @Override
    public void close() throws IOException {
        if (hive != null) {
            hive.close();
        } else if (registry != null) {
            registry.close();
        }
    }

    /** The keys of a tree. For one thread. */
    public static final class Walk {

        private static final int BATCH = 200;

        private final String prefix;
        private final KeyWalk walk;

        private Walk(String prefix, KeyWalk walk) {
            this.prefix = prefix;
            this.walk = walk;
        }

        /** The next keys, a JSON list; an empty one at the end. */
        public byte[] next() throws ToldException {
            return ToldException.telling(() -> {
                List<Object> batch = new ArrayList<>();
                for (Key key; batch.size() < BATCH && (key = walk.next()) != null; ) {
                    batch.add(Documents.registryFacts(prefix, key, walk.values()));
                }
                return Documents.json(batch);
            });
        }
    }
}
