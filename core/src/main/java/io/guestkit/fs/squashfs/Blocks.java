package io.guestkit.fs.squashfs;

import io.guestkit.codec.EndingDecoder;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CachedSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Blocks out of which the compression has been taken; the last few MiB of them are kept. Safe for several threads. */
final class Blocks {

    /** What a block of metadata unpacks to, unless it is the last of its chain. */
    static final int METADATA_SIZE = 8192;

    private static final int METADATA_STORED_AS_IS = 0x8000;
    private static final int DATA_STORED_AS_IS = 1 << 24;

    private static final int RAW_BLOCK = 16 << 10;
    private static final long RAW_CACHE = 2 << 20;
    private static final long METADATA_CACHE = 8 << 20;
    /** A few blocks of the largest size. */
    private static final long DATA_CACHE = 8 << 20;

    /**
     * A block of metadata.
     *
     * @param next position of the block that follows it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Metadata(byte[] bytes, long next) {}

    private final BlockSource volume;
    private final BlockSource raw;
    private final Superblock superblock;
    private final EndingDecoder decoder;
    private final long end;
    private final Cache<Metadata> metadata = new Cache<>(METADATA_CACHE);
    private final Cache<byte[]> data = new Cache<>(DATA_CACHE);

    Blocks(BlockSource volume, Superblock superblock) {
        this.volume = volume;
        this.raw = new CachedSource(volume, RAW_BLOCK, RAW_CACHE);
        this.superblock = superblock;
        this.decoder = superblock.compression().decoder();
        this.end = Math.min(superblock.bytesUsed(), volume.size());
    }

    Superblock superblock() {
        return superblock;
    }

    /** A structure that is not compressed. */
    StructView plain(String structure, long position, int length) throws IOException {
        return StructView.littleEndian(structure, raw, position, length);
    }

    /**
     * The block of metadata that starts at a position.
     *
     * @param what what should be there, for the message
     */
    Metadata metadata(long position, String what) throws IOException {
        Key key = new Key(position, 0);
        Metadata known = metadata.get(key);
        if (known != null) {
            return known;
        }
        requireInside(position, 2, what);
        int header = plain("squashfs metadata block", position, 2).u16(0);
        int length = header & (METADATA_STORED_AS_IS - 1);
        if (length == 0 || length > METADATA_SIZE) {
            throw new CorruptDataException("%s: the metadata block at %d has %d bytes, expected 1..%d"
                    .formatted(what, position, length, METADATA_SIZE));
        }
        requireInside(position + 2, length, what);
        byte[] stored = raw.readBytes(position + 2, length);
        byte[] bytes = (header & METADATA_STORED_AS_IS) != 0 ? stored : unpacked(stored, METADATA_SIZE, position, what);
        Metadata block = new Metadata(bytes, position + 2 + length);
        metadata.put(key, block, bytes.length);
        return block;
    }

    /** How many bytes a block takes whose length is given by this word. */
    static int storedLength(int word) {
        return word & (DATA_STORED_AS_IS - 1);
    }

    /**
     * A block of file contents, or of fragments.
     *
     * @param word its length with a flag, as lists of blocks have it; not that of a sparse block
     * @param most what it may unpack to
     */
    byte[] data(long position, int word, int most, String what) throws IOException {
        Key key = new Key(position, word);
        byte[] known = data.get(key);
        if (known != null) {
            return known;
        }
        int length = storedLength(word);
        if (length == 0 || length > superblock.blockSize()) {
            throw new CorruptDataException("%s: the block at %d has %d bytes, expected 1..%d"
                    .formatted(what, position, length, superblock.blockSize()));
        }
        requireInside(position, length, what);
        byte[] stored = volume.readBytes(position, length);
        byte[] bytes = (word & DATA_STORED_AS_IS) != 0 ? stored : unpacked(stored, most, position, what);
        data.put(key, bytes, bytes.length);
        return bytes;
    }

    private byte[] unpacked(byte[] stored, int most, long position, String what)
            throws CorruptDataException, UnsupportedFeatureException {
        ByteBuffer out = ByteBuffer.allocate(most);
        try {
            decoder.decodeToEnd(ByteBuffer.wrap(stored), out);
        } catch (CorruptDataException e) {
            throw e.in(what + ": the block at " + position);
        } catch (UnsupportedFeatureException e) {
            throw e.in(what + ": the block at " + position);
        }
        return out.hasRemaining() ? java.util.Arrays.copyOf(out.array(), out.position()) : out.array();
    }

    private void requireInside(long position, int length, String what) throws CorruptDataException {
        if (position < Superblock.LENGTH || position > end - length) {
            throw new CorruptDataException("%s: %d bytes at %d lie outside bytes %d..%d of the file system"
                    .formatted(what, length, position, Superblock.LENGTH, end - 1));
        }
    }

    /** @param word tells apart what damage may let start at the same position */
    private record Key(long position, int word) {}

    /** Least recently used out first. */
    private static final class Cache<T> {
        private final Map<Key, Kept<T>> kept = new LinkedHashMap<>(16, 0.75f, true);
        private final long capacity;
        private long held;

        private record Kept<T>(T block, int length) {}

        Cache(long capacity) {
            this.capacity = capacity;
        }

        synchronized @Nullable T get(Key key) {
            Kept<T> found = kept.get(key);
            return found == null ? null : found.block();
        }

        synchronized void put(Key key, T block, int length) {
            Kept<T> old = kept.put(key, new Kept<>(block, length));
            held += length - (old == null ? 0 : old.length());
            var eldest = kept.entrySet().iterator();
            while (held > capacity && kept.size() > 1) {
                held -= eldest.next().getValue().length();
                eldest.remove();
            }
        }
    }
}
