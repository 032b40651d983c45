package io.guestkit.guestfs;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One call of one function: holds the handle's lock and the memory of the arguments from {@link GuestfsHandle#begin} until it
 * is closed. The methods that take an argument return what C is passed for it, those that take a result turn it into Java's
 * and free it, or throw what the library reports.
 */
final class Call implements AutoCloseable {

    private final GuestfsHandle handle;
    private final GuestfsFunction function;
    private final MemorySegment address;
    private final boolean locked;
    /** How much of the handle's scratch memory belongs to the calls that this one is nested in. */
    private final long mark;

    private @Nullable Arena overflow;
    private @Nullable List<long[]> secrets;
    private long sizeOfResult;

    Call(GuestfsHandle handle, GuestfsFunction function, MemorySegment address, boolean locked) {
        this.handle = handle;
        this.function = function;
        this.address = address;
        this.locked = locked;
        this.mark = handle.scratch().position();
    }

    @Override
    public void close() {
        if (secrets != null) {
            for (long[] secret : secrets) {
                Memory.wipe(secret[0], secret[1]);
            }
        }
        if (overflow != null) {
            overflow.close();
        }
        handle.scratch().back(mark);
        handle.end(locked);
    }

    // ---- arguments

    @SuppressWarnings("MustBeClosedChecker") // closed with this call
    private long allocate(long size) {
        long scratch = handle.scratch().allocate(size);
        if (scratch != 0) {
            return scratch;
        }
        if (overflow == null) {
            overflow = Arena.ofConfined();
        }
        return overflow.allocate(size, Long.BYTES).address();
    }

    long text(String text) {
        byte[] bytes = Memory.encode(text);
        long at = allocate(bytes.length + 1L);
        Memory.setText(at, bytes);
        return at;
    }

    long optionalText(@Nullable String text) {
        return text == null ? 0 : text(text);
    }

    long texts(List<String> texts) {
        long array = allocate((texts.size() + 1L) * Long.BYTES);
        long at = array;
        for (String text : texts) {
            Memory.set(at, text(text));
            at += Long.BYTES;
        }
        Memory.set(at, 0L);
        return array;
    }

    long secret(byte[] secret) {
        for (byte b : secret) {
            if (b == 0) {
                throw new IllegalArgumentException("a key for libguestfs holds a NUL");
            }
        }
        long at = allocate(secret.length + 1L);
        if (secrets == null) {
            secrets = new ArrayList<>();
        }
        secrets.add(new long[] {at, secret.length});
        Memory.setText(at, secret);
        return at;
    }

    long bytes(byte[] bytes) {
        long at = allocate(Math.max(1, bytes.length));
        Memory.set(at, bytes);
        return at;
    }

    Argv argv(int size) {
        long at = allocate(size);
        Memory.wipe(at, size);
        return new Argv(this, at);
    }

    /** Where the library is to store the size of its result. */
    long sizeOfResult() {
        sizeOfResult = allocate(Long.BYTES);
        Memory.set(sizeOfResult, 0L);
        return sizeOfResult;
    }

    // ---- the call itself

    long invoke() {
        if (handle.dispatches()) {
            return elsewhere(handle.pointer());
        }
        handle.keepQuiet();
        return Libguestfs.call(address, handle.pointer());
    }

    long invoke(long a) {
        if (handle.dispatches()) {
            return elsewhere(handle.pointer(), a);
        }
        handle.keepQuiet();
        return Libguestfs.call(address, handle.pointer(), a);
    }

    long invoke(long a, long b) {
        if (handle.dispatches()) {
            return elsewhere(handle.pointer(), a, b);
        }
        handle.keepQuiet();
        return Libguestfs.call(address, handle.pointer(), a, b);
    }

    long invoke(long a, long b, long c) {
        if (handle.dispatches()) {
            return elsewhere(handle.pointer(), a, b, c);
        }
        handle.keepQuiet();
        return Libguestfs.call(address, handle.pointer(), a, b, c);
    }

    long invoke(long... arguments) {
        long[] all = new long[arguments.length + 1];
        all[0] = handle.pointer();
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        if (handle.dispatches()) {
            return elsewhere(all);
        }
        handle.keepQuiet();
        return Libguestfs.call(address, all);
    }

    private long elsewhere(long... arguments) {
        return handle.onWorker(() -> Libguestfs.call(address, arguments));
    }

    private GuestfsException failure() {
        return handle.failure(function.functionName());
    }

    // ---- results

    void done(long result) throws GuestfsException {
        int32(result);
    }

    int int32(long result) throws GuestfsException {
        int value = (int) result; // C leaves the upper half of the register undefined
        if (value == -1) {
            throw failure();
        }
        return value;
    }

    boolean bool(long result) throws GuestfsException {
        return int32(result) != 0;
    }

    long int64(long result) throws GuestfsException {
        if (result == -1) {
            throw failure();
        }
        return result;
    }

    /** Text that the library keeps. */
    String constant(long result) throws GuestfsException {
        return Memory.text(notNull(result));
    }

    Optional<String> optionalConstant(long result) {
        return result == 0 ? Optional.empty() : Optional.of(Memory.text(result));
    }

    String string(long result) throws GuestfsException {
        notNull(result);
        try {
            return Memory.text(result);
        } finally {
            LibC.free(result);
        }
    }

    byte[] buffer(long result) throws GuestfsException {
        notNull(result);
        try {
            long size = Memory.int64(sizeOfResult);
            if (size < 0 || size > Integer.MAX_VALUE) {
                throw new GuestfsException(
                        function.functionName(), Long.toUnsignedString(size) + " bytes are too many for an array", 0);
            }
            return Memory.bytes(result, (int) size);
        } finally {
            LibC.free(result);
        }
    }

    List<String> strings(long result) throws GuestfsException {
        return Collections.unmodifiableList(takeStrings(notNull(result)));
    }

    SequencedMap<String, String> map(long result) throws GuestfsException {
        List<String> keysAndValues = takeStrings(notNull(result));
        SequencedMap<String, String> map = LinkedHashMap.newLinkedHashMap(keysAndValues.size() / 2);
        for (int i = 0; i + 1 < keysAndValues.size(); i += 2) {
            map.put(keysAndValues.get(i), keysAndValues.get(i + 1));
        }
        return Collections.unmodifiableSequencedMap(map);
    }

    /** Reads the texts of an array that NULL ends, and frees it and them, whatever happens. */
    private static List<String> takeStrings(long array) {
        try {
            List<String> texts = new ArrayList<>();
            for (long at = array; Memory.int64(at) != 0; at += Long.BYTES) {
                texts.add(Memory.text(Memory.int64(at)));
            }
            return texts;
        } finally {
            for (long at = array; Memory.int64(at) != 0; at += Long.BYTES) {
                LibC.free(Memory.int64(at));
            }
            LibC.free(array);
        }
    }

    <T> T struct(long result, String free, LongFunction<T> reader) throws GuestfsException {
        notNull(result);
        try {
            return reader.apply(result);
        } finally {
            Libguestfs.call(handle.library().companion(free), result);
        }
    }

    /** @param size of one element, in bytes */
    <T> List<T> structList(long result, String free, long size, LongFunction<T> reader) throws GuestfsException {
        notNull(result);
        try {
            long length = Memory.uint32(result);
            long elements = Memory.int64(result + Long.BYTES);
            List<T> list = new ArrayList<>();
            for (long i = 0; i < length; i++) {
                list.add(reader.apply(elements + i * size));
            }
            return Collections.unmodifiableList(list);
        } finally {
            Libguestfs.call(handle.library().companion(free), result);
        }
    }

    private long notNull(long result) throws GuestfsException {
        if (result == 0) {
            throw failure();
        }
        return result;
    }
}
