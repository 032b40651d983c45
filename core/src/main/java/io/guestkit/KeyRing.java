package io.guestkit;

import io.guestkit.volume.VolumeKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys for encrypted volumes, each for the volume that it is given for: a device such as {@code /dev/sda3}, a UUID, or
 * {@link #ALL}.
 *
 * <p>A key is the bytes of its source, all of them, as {@code cryptsetup --key-file} takes them. One that ends with a
 * newline is tried as it is first, and then without it, since editors and {@code echo} add one to passphrases.
 *
 * <pre>{@code
 * try (KeyRing keys = new KeyRing()) {
 *     keys.addFile("/dev/sda3", Path.of("secret"));
 *     Disks.open(images, OpenOptions.DEFAULT.withKeys(keys));
 * }
 * }</pre>
 *
 * <p>What somebody answered is remembered for the volume until it turns out to be wrong, so that who opens the same volume
 * several times asks once.
 *
 * <p>Safe for several threads. Closing it overwrites what it remembers; the volumes that it has opened stay open.
 */
public final class KeyRing implements VolumeKeys, AutoCloseable {

    /** Instead of a device or a UUID: whatever is encrypted. */
    public static final String ALL = "all";

    /** Longest key in bytes, that of cryptsetup. */
    public static final int MAX_LENGTH = 8 << 20;

    private static final int PROMPTS = 3;

    private final List<Entry> entries = new ArrayList<>();
    /** By UUID, or by device where there is none. */
    private final Map<String, byte[]> answers = new HashMap<>();

    private @Nullable Prompt prompt;

    /** Where a key comes from. It is asked once, when the key is needed. */
    @FunctionalInterface
    public interface Source {

        /** A new stream, which is read to its end and closed. */
        InputStream open() throws IOException;
    }

    /** Asks somebody. */
    @FunctionalInterface
    public interface Prompt {

        /**
         * @param again whether the last answer for this volume was wrong
         * @return the key, which is overwritten after use; null if there is no answer
         */
        byte @Nullable [] ask(Locked volume, boolean again) throws IOException;
    }

    /** Adds a key that is in a file, or comes out of a descriptor as {@code /dev/fd/3} does. */
    public void addFile(String volume, Path file) {
        add(volume, () -> Files.newInputStream(file));
    }

    /** Adds a key. */
    public synchronized void add(String volume, Source source) {
        entries.add(new Entry(volume, source));
    }

    /** Whom to ask for keys of volumes for which none was added, up to three times each. */
    public synchronized void setPrompt(Prompt prompt) {
        this.prompt = prompt;
    }

    @Override
    public synchronized List<byte[]> candidates(Locked volume, int attempt) throws IOException {
        List<byte[]> candidates = new ArrayList<>();
        boolean given = false;
        for (Entry entry : entries) {
            if (entry.isFor(volume)) {
                given = true;
                if (attempt == 0) {
                    addCandidates(entry.key(), candidates);
                }
            }
        }
        if (!given && prompt != null && attempt < PROMPTS) {
            byte[] answer = answer(prompt, volume, attempt);
            if (answer != null) {
                candidates.add(answer);
            }
        } else if (!given) {
            forget(name(volume));
        }
        return candidates;
    }

    private byte @Nullable [] answer(Prompt asked, Locked volume, int attempt) throws IOException {
        String name = name(volume);
        byte[] known = answers.get(name);
        if (attempt == 0 && known != null) {
            return known.clone();
        }
        forget(name); // it was wrong
        byte[] answer = asked.ask(volume, attempt > 0);
        if (answer != null) {
            answers.put(name, answer.clone());
        }
        return answer;
    }

    private static String name(Locked volume) {
        return volume.uuid().isEmpty() ? volume.device() : volume.uuid();
    }

    private void forget(String name) {
        byte[] answer = answers.remove(name);
        if (answer != null) {
            Arrays.fill(answer, (byte) 0);
        }
    }

    private static void addCandidates(byte[] key, List<byte[]> candidates) {
        candidates.add(key.clone());
        if (key.length > 1 && key[key.length - 1] == '\n') {
            candidates.add(Arrays.copyOf(key, key.length - 1));
        }
    }

    /** The volumes for which keys were added, and that nobody has asked about. */
    public synchronized List<String> unused() {
        List<String> unused = new ArrayList<>();
        for (Entry entry : entries) {
            if (!entry.asked) {
                unused.add(entry.volume);
            }
        }
        return unused;
    }

    @Override
    public synchronized void close() {
        for (Entry entry : entries) {
            entry.forget();
        }
        for (byte[] answer : answers.values()) {
            Arrays.fill(answer, (byte) 0);
        }
        answers.clear();
    }

    private static final class Entry {
        private final String volume;
        private final Source source;
        private byte @Nullable [] key;
        private boolean asked;

        Entry(String volume, Source source) {
            this.volume = volume;
            this.source = source;
        }

        boolean isFor(Locked locked) {
            boolean fits = volume.equals(ALL)
                    || volume.equals(locked.device())
                    || !locked.uuid().isEmpty() && volume.equalsIgnoreCase(locked.uuid());
            asked |= fits;
            return fits;
        }

        byte[] key() throws IOException {
            byte[] known = key;
            if (known == null) {
                known = read();
                key = known;
            }
            return known;
        }

        private byte[] read() throws IOException {
            byte[] buffer = new byte[4096];
            int length = 0;
            try (InputStream in = source.open()) {
                for (int read; (read = in.read(buffer, length, buffer.length - length)) >= 0; ) {
                    length += read;
                    if (length > MAX_LENGTH) {
                        throw new IOException("the key for " + volume + " is longer than " + MAX_LENGTH + " bytes");
                    }
                    if (length == buffer.length) {
                        byte[] larger = Arrays.copyOf(buffer, 2 * length);
                        Arrays.fill(buffer, (byte) 0);
                        buffer = larger;
                    }
                }
                return Arrays.copyOf(buffer, length);
            } finally {
                Arrays.fill(buffer, (byte) 0);
            }
        }

        void forget() {
            if (key != null) {
                Arrays.fill(key, (byte) 0);
                key = null;
            }
        }
    }
}
