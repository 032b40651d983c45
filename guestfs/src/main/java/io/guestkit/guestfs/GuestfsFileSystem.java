package io.guestkit.guestfs;

import io.guestkit.fs.GuestFileSystem;
import java.io.IOException;

/**
 * What is mounted in a launched handle, as a java.nio file system: what works over a native reader works over it.
 *
 * <p>The handle is borrowed: closing the file system closes what is open in it and leaves the handle to its owner. Each
 * operation is one or a few round trips to the appliance; nothing is remembered in a writable one. Extents of files are
 * not known: holes read as zeros. Values of extended attributes that hold a NUL are read, but cannot be set.
 */
public final class GuestfsFileSystem {

    private GuestfsFileSystem() {}

    /** @param guestfs launched, with something mounted on {@code /} */
    public static GuestFileSystem readOnly(Guestfs guestfs) throws IOException {
        return of(new GuestfsReader(guestfs));
    }

    /**
     * One of several that are mounted side by side.
     *
     * @param guestfs launched, with {@code mountable} mounted read-only on {@code mountPoint}
     * @param mountable a device, or {@code btrfsvol:} and a device and a subvolume
     */
    public static GuestFileSystem readOnly(Guestfs guestfs, String mountable, String mountPoint) throws IOException {
        return GuestFileSystem.of(new GuestfsReader(guestfs, mountable, mountPoint), mountable);
    }

    /** @param guestfs launched, with something mounted on {@code /}; where that is mounted read-only, writes fail */
    public static GuestFileSystem writable(Guestfs guestfs) throws IOException {
        return of(new GuestfsWriter(guestfs));
    }

    private static GuestFileSystem of(GuestfsReader reader) {
        return GuestFileSystem.of(reader, "libguestfs");
    }
}
