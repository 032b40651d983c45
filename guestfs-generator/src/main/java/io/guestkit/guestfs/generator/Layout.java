package io.guestkit.guestfs.generator;

/** Lays out a C struct as the ABIs of 64-bit Linux do: each field at the next multiple of its alignment. */
final class Layout {

    private long end;
    private long alignment = 1;

    /** @return the offset of a field of that size and alignment, in bytes */
    long add(int size, int fieldAlignment) {
        long offset = (end + fieldAlignment - 1) / fieldAlignment * fieldAlignment;
        end = offset + size;
        alignment = Math.max(alignment, fieldAlignment);
        return offset;
    }

    /** In bytes, with what fills the last field up to the alignment of the whole. */
    long size() {
        return (end + alignment - 1) / alignment * alignment;
    }
}
