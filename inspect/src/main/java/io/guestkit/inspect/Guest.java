package io.guestkit.inspect;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.inspect.report.Identity.OsType;
import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.inspect.storage.FirmwareEvidence;
import io.guestkit.inspect.storage.GuestStorage;
import io.guestkit.io.Warning;
import java.util.List;

/** An operating system on the disks, with its files as it would see them itself. Lives as long as the disks are open. */
public final class Guest {

    private final OsType osType;
    private final String root;
    private final GuestFileSystem fileSystem;
    private final List<Mountpoint> mountpoints;
    private final FirmwareEvidence firmware;
    private final GuestStorage storage;
    private final List<Warning> warnings;

    Guest(
            OsType osType,
            String root,
            GuestFileSystem fileSystem,
            List<Mountpoint> mountpoints,
            FirmwareEvidence firmware,
            GuestStorage storage,
            List<Warning> warnings) {
        this.osType = osType;
        this.root = root;
        this.fileSystem = fileSystem;
        this.mountpoints = mountpoints;
        this.firmware = firmware;
        this.storage = storage;
        this.warnings = warnings;
    }

    /** The kernel that it runs on. */
    public OsType osType() {
        return osType;
    }

    /** Device of its root, such as {@code /dev/sda2}. */
    public String root() {
        return root;
    }

    /** All of its file systems that could be found and read, mounted where its own mount table says. */
    public GuestFileSystem fileSystem() {
        return fileSystem;
    }

    /** Its mount table, by path. */
    public List<Mountpoint> mountpoints() {
        return mountpoints;
    }

    FirmwareEvidence firmware() {
        return firmware;
    }

    /** What it is on, and what it calls that. */
    public GuestStorage storage() {
        return storage;
    }

    List<Warning> warnings() {
        return warnings;
    }

    @Override
    public String toString() {
        return root;
    }
}
