package io.guestkit.guestfs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The struct of a function's optional arguments: which are set, and the fields, in memory that lives as long as the call. */
final class Argv {

    private final Call call;
    private final long address;
    private long bitmask;

    Argv(Call call, long address) {
        this.call = call;
        this.address = address;
    }

    void bool(int bit, int offset, @Nullable Boolean value) {
        if (value != null) {
            mark(bit);
            Memory.set(address + offset, value ? 1 : 0);
        }
    }

    void int32(int bit, int offset, @Nullable Integer value) {
        if (value != null) {
            mark(bit);
            Memory.set(address + offset, value.intValue());
        }
    }

    void int64(int bit, int offset, @Nullable Long value) {
        if (value != null) {
            mark(bit);
            Memory.set(address + offset, value.longValue());
        }
    }

    void text(int bit, int offset, @Nullable String value) {
        if (value != null) {
            mark(bit);
            Memory.set(address + offset, call.text(value));
        }
    }

    void texts(int bit, int offset, @Nullable List<String> values) {
        if (values != null) {
            mark(bit);
            Memory.set(address + offset, call.texts(values));
        }
    }

    private void mark(int bit) {
        bitmask |= 1L << bit;
        Memory.set(address, bitmask);
    }

    long address() {
        return address;
    }
}
