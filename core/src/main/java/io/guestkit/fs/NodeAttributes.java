package io.guestkit.fs;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code stat} tells of a node.
 *
 * @param permissions the lower twelve bits of {@code st_mode}: set-user-id, set-group-id, sticky and the nine of rwx;
 *     what a default mount would show on a file system that stores none
 * @param uid owner, unsigned 32 bits
 * @param gid group, unsigned 32 bits
 * @param links number of names
 * @param size in bytes; of a symbolic link the length of its target
 * @param allocated bytes of storage that the content occupies
 * @param created empty where the file system does not record it
 * @param device of device nodes
 * @param dosFlags the FAT attribute byte (read-only 0x01, hidden 0x02, system 0x04, archive 0x20), where it is stored
 */
public record NodeAttributes(
        FileType type,
        int permissions,
        long uid,
        long gid,
        long links,
        long size,
        long allocated,
        Instant modified,
        Instant accessed,
        Instant changed,
        Optional<Instant> created,
        Optional<DeviceNumber> device,
        OptionalInt dosFlags) {

    /** Which driver, and which of its devices, a device node stands for. */
    public record DeviceNumber(int major, int minor) {

        /** As {@code st_rdev} holds it on Linux. */
        public long toLong() {
            long high = major & 0xffff_f000L;
            long low = minor & 0xffff_ff00L;
            return high << 32 | (major & 0xfffL) << 8 | low << 12 | (minor & 0xffL);
        }
    }
}
