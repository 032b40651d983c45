package io.guestkit.convert;

/** What does the work of a conversion. */
public enum Engine {
    /** {@link #NATIVE}; what it refuses as unsupported is tried with {@link #QEMU_IMG}, if that is installed. */
    AUTO,
    /** This library. */
    NATIVE,
    /** The program {@code qemu-img}, which has to be installed. */
    QEMU_IMG
}
