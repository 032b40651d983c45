package io.guestkit.registry;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key of a hive, read when it was asked for. Names are compared without regard to case.
 *
 * <p>A subkey or a value that is damaged is left out of lists and becomes one of {@link Hive#warnings}; a list that is
 * damaged itself is an exception.
 */
public final class Key {

    /** As deep as Windows lets keys be. */
    static final int MAX_DEPTH = 512;

    private final Hive hive;
    private final long offset;
    private final KeyNode node;
    private final @Nullable Key parent;
    private final int depth;

    private Key(Hive hive, long offset, KeyNode node, @Nullable Key parent) {
        this.hive = hive;
        this.offset = offset;
        this.node = node;
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
    }

    static Key root(Hive hive, long offset) throws IOException {
        return new Key(hive, offset, KeyNode.read(hive.bins(), offset), null);
    }

    /** Its own name, in the case it was written in. May contain any character but the backslash. */
    public String name() {
        return node.name();
    }

    /** Names from below the root of the hive to this one, with backslashes between; empty for the root. */
    public String path() {
        if (parent == null) {
            return "";
        }
        String above = parent.path(); // as deep as MAX_DEPTH
        return above.isEmpty() ? name() : above + '\\' + name();
    }

    /** When the key, its values or the set of its subkeys was last changed. */
    public Instant lastWritten() {
        return FileTimes.instant(node.lastWritten());
    }

    /** Whether the key stands for another one, which its value {@code SymbolicLinkValue} names. */
    public boolean isSymbolicLink() {
        return node.is(KeyNode.SYMBOLIC_LINK);
    }

    /** A text that some keys carry beside their values. */
    public Optional<String> className() throws IOException {
        if (node.classLength() == 0 || node.classCell() == KeyNode.NONE) {
            return Optional.empty();
        }
        return Optional.of(Names.decode(hive.bins().bytes("class name", node.classCell(), node.classLength()), false));
    }

    /** Who owns it; empty if the hive does not say. */
    public Optional<SecurityDescriptor> security() throws IOException {
        return node.security() == KeyNode.NONE
                ? Optional.empty()
                : Optional.of(SecurityDescriptor.read(hive.bins(), node.security()));
    }

    /**
     * All subkeys, in the order of the hive.
     *
     * @throws CorruptDataException if the list of them cannot be read, or they would be deeper than 512 levels
     */
    public List<Key> subkeys() throws IOException {
        List<Key> subkeys = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        forEachSubkey((leaf, index, at) -> {
            Key subkey = subkey(at);
            if (subkey != null && seen.add(at)) {
                subkeys.add(subkey);
            } else if (subkey != null) {
                hive.doubt(this, "subkey " + subkey.name() + " is listed twice");
            }
            return true;
        });
        if (seen.size() != node.subkeyCount()) {
            hive.doubt(this, "subkeys: " + seen.size() + " can be read, there should be " + node.subkeyCount());
        }
        return subkeys;
    }

    /** The subkey of that name. */
    public Optional<Key> subkey(String name) throws IOException {
        Key[] found = new Key[1];
        // beyond ASCII the tables of other Windows versions may hash differently
        boolean hinted = Names.isAscii(name);
        forEachSubkey((leaf, index, at) -> {
            if (!hinted || leaf.mayBe(index, name)) {
                Key subkey = subkey(at);
                if (subkey != null && Names.equal(subkey.name(), name)) {
                    found[0] = subkey;
                }
            }
            return found[0] == null;
        });
        return Optional.ofNullable(found[0]);
    }

    /** The key that a path leads to, from here: names with backslashes between. The empty path is this key. */
    public Optional<Key> find(String path) throws IOException {
        Key at = this;
        for (int start = 0; start <= path.length(); ) {
            int end = path.indexOf('\\', start);
            end = end < 0 ? path.length() : end;
            if (end > start) {
                Key next = at.subkey(path.substring(start, end)).orElse(null);
                if (next == null) {
                    return Optional.empty();
                }
                at = next;
            }
            start = end + 1;
        }
        return Optional.of(at);
    }

    private void forEachSubkey(SubkeyList.Visitor visitor) throws IOException {
        if (node.subkeyCount() == 0 || node.subkeyList() == KeyNode.NONE) {
            return;
        }
        if (depth == MAX_DEPTH) {
            throw new CorruptDataException("key " + name() + ": more than " + MAX_DEPTH + " levels of keys");
        }
        SubkeyList.forEach(hive.bins(), node.subkeyList(), visitor);
    }

    /**
     * Reads a subkey. Its own idea of its parent has to be this key, so that no key can be reached twice and walking ends.
     */
    private @Nullable Key subkey(long at) throws IOException {
        try {
            KeyNode subkey = KeyNode.read(hive.bins(), at);
            if (subkey.parent() != offset || at == hive.rootOffset()) {
                throw new CorruptDataException("key node: Parent at +0x10 is 0x%x, but it is a subkey of 0x%x"
                        .formatted(subkey.parent(), offset));
            }
            return new Key(hive, at, subkey, this);
        } catch (CorruptDataException e) {
            hive.doubt(this, "a subkey is left out: " + e.getMessage());
            return null;
        }
    }

    /**
     * All values, in the order of the hive, the default value among them if it is set.
     *
     * @throws CorruptDataException if the list of them cannot be read
     */
    public List<Value> values() throws IOException {
        List<Value> values = new ArrayList<>();
        StructView list = valueList();
        for (int i = 0; i < list.length(); i += 4) {
            KeyValue value = value(list.u32(i));
            if (value != null) {
                values.add(new Value(hive, value));
            }
        }
        return values;
    }

    /** How many values the key says it has; nobody has checked. */
    long valueCount() {
        return node.valueCount();
    }

    /** The value of that name; the default value has the empty one. */
    public Optional<Value> value(String name) throws IOException {
        StructView list = valueList();
        for (int i = 0; i < list.length(); i += 4) {
            KeyValue value = value(list.u32(i));
            if (value != null && Names.equal(value.name(), name)) {
                return Optional.of(new Value(hive, value));
            }
        }
        return Optional.empty();
    }

    private @Nullable KeyValue value(long at) throws IOException {
        try {
            return KeyValue.read(hive.bins(), at);
        } catch (CorruptDataException e) {
            hive.doubt(this, "a value is left out: " + e.getMessage());
            return null;
        }
    }

    /** Offsets of the values' cells, four bytes each. */
    private StructView valueList() throws IOException {
        long count = node.valueCount();
        if (count > hive.bins().maxValues()) {
            throw new CorruptDataException("key node: Number of key values at +0x24 is %d, the hive can hold %d"
                    .formatted(count, hive.bins().maxValues()));
        }
        byte[] list = count == 0
                ? new byte[0]
                : hive.bins()
                        .bytes("key values list", node.valueList(), (int) count * 4); // at most a seventh of the hive
        return StructView.littleEndian("key values list", ByteBuffer.wrap(list));
    }

    @Override
    public String toString() {
        return path();
    }
}
