package io.guestkit.guestfs;

import io.guestkit.fs.FsInfo;
import io.guestkit.fs.GuestFileSystem;
import java.io.IOException;
import java.util.Optional;

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

    /** How a file system is called, as blkid says. */
    public record Names(String type, Optional<String> label, Optional<String> uuid) {}

    /** What the kernel of the appliance says of a file system that is mounted on {@code mountPoint}. */
    public static FsInfo info(Guestfs guestfs, String mountPoint, Names names) throws IOException {
        return GuestfsReader.describe(guestfs, mountPoint, names);
    }

    /**
     * One of several that are mounted side by side.
     *
     * @param guestfs launched, with the file system mounted read-only on {@code mountPoint}
     * @param info what it is to say of itself
     * @param name for people, such as the device
     */
    public static GuestFileSystem readOnly(Guestfs guestfs, FsInfo info, String mountPoint, String name) {
        return GuestFileSystem.of(new GuestfsReader(guestfs, info, mountPoint), name);
    }

    /** @param guestfs launched, with something mounted on {@code /}; where that is mounted read-only, writes fail */
    public static GuestFileSystem writable(Guestfs guestfs) throws IOException {
        return of(new GuestfsWriter(guestfs));
    }

    private static GuestFileSystem of(GuestfsReader reader) {
        return GuestFileSystem.of(reader, "libguestfs");
    }
}
