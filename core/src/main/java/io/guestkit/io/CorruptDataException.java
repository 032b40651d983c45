package io.guestkit.io;

/** The bytes contradict their format. The message names the structure, the field, where it stands and what was expected. */
public final class CorruptDataException extends DiskException {

    private static final long serialVersionUID = 1L;

    public CorruptDataException(String message) {
        super(message);
    }

    /**
     * @param structure name of the structure as its specification has it, such as {@code qcow2 header}
     * @param field name of the field, as the specification has it
     * @param offset of the field inside the structure, in bytes
     */
    public static CorruptDataException field(String structure, String field, int offset, Object got, Object expected) {
        return new CorruptDataException(
                "%s: %s at +0x%x is %s, expected %s".formatted(structure, field, offset, got, expected));
    }

    @Override
    public CorruptDataException in(String where) {
        CorruptDataException located = new CorruptDataException(where + ": " + getMessage());
        located.initCause(this);
        return located;
    }
}
