package io.guestkit.fs;

import java.util.Optional;

/**
 * A tree of files inside a file system that can be mounted by itself, such as a subvolume or a snapshot of btrfs.
 *
 * @param id as {@code subvolid=} of mount(8) takes it
 * @param path from the top of the file system, without a slash at its start, as {@code subvol=} takes it; empty for the
 *     top itself. Bytes that are not UTF-8 are lone surrogates from U+DC80 on
 * @param readOnly whether it was made so that nobody can change it, as most snapshots are
 * @param snapshot whether it began as a copy of another one
 */
public record Subvolume(long id, String path, boolean readOnly, boolean snapshot, Optional<String> uuid) {

    /** @param path its bytes */
    public static Subvolume of(long id, byte[] path, boolean readOnly, boolean snapshot, Optional<String> uuid) {
        return new Subvolume(id, NameCodec.decode(path), readOnly, snapshot, uuid);
    }
}
