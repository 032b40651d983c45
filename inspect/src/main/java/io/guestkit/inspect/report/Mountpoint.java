package io.guestkit.inspect.report;

import java.util.Optional;

/**
 * One line of a guest's mount table.
 *
 * @param path inside the guest, absolute
 * @param device that the line stands for; empty if it names no device (tmpfs, nfs, a bind mount) or one that is not on
 *     the disks given
 * @param fsType as the table has it, or as found where there is no such line
 * @param options separated by commas
 * @param source the first field of the line; empty for a root that the table does not mention
 */
public record Mountpoint(
        String path, Optional<String> device, String fsType, Optional<String> options, Optional<String> source) {}
