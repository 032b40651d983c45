package io.guestkit.io;

/** Reads a structure from front to back, for parts whose length depends on what was read. As strict as {@link StructView}. */
public final class Cursor {

    private final StructView view;
    private int offset;

    Cursor(StructView view) {
        this.view = view;
    }

    /** Where the next read starts, in bytes from the start of the part that this cursor reads. */
    public int offset() {
        return offset;
    }

    /** How many bytes are left. */
    public int remaining() {
        return view.length() - offset;
    }

    public int u8() throws CorruptDataException {
        int value = view.u8(offset);
        offset += 1;
        return value;
    }

    public int u16() throws CorruptDataException {
        int value = view.u16(offset);
        offset += 2;
        return value;
    }

    public long u32() throws CorruptDataException {
        long value = view.u32(offset);
        offset += 4;
        return value;
    }

    /** As {@link StructView#bits64}. */
    public long bits64() throws CorruptDataException {
        long value = view.bits64(offset);
        offset += 8;
        return value;
    }

    /** The next {@code length} bytes, copied; checked before anything is allocated. */
    public byte[] bytes(int length) throws CorruptDataException {
        byte[] value = view.bytes(offset, length);
        offset += length;
        return value;
    }

    /** The next {@code length} bytes as a structure of their own. */
    public StructView struct(String structure, int length) throws CorruptDataException {
        StructView value = view.slice(structure, offset, length);
        offset += length;
        return value;
    }

    public void skip(int length) throws CorruptDataException {
        view.slice(view.structure(), offset, length);
        offset += length;
    }

    /** Skips to the next offset that is a multiple of {@code alignment}, or to the end where that comes first. */
    public void align(int alignment) {
        long aligned = (offset + alignment - 1L) / alignment * alignment;
        offset = (int) Math.min(aligned, view.length());
    }
}
