package io.guestkit.codec.tar;

/**
 * What a tar has of one name.
 *
 * @param name without {@code ./} in front and slashes behind; empty for the folder that the tar was made in
 * @param mode permission bits with set-id and sticky bits; -1 if the header has no number there
 * @param uid owner; -1 as above
 * @param gid group; -1 as above
 * @param target of a link: of a symbolic one as it stands there, of a hard one the name of another member; else empty
 * @param offset of its first byte in the tar
 * @param size in bytes, of a regular file; else 0
 * @param sparse whether holes were left away, so that its bytes are not as they stand
 * @param attributes whether it has extended attributes or access control lists
 */
public record TarMember(
        String name,
        Kind kind,
        int mode,
        long uid,
        long gid,
        String target,
        long offset,
        long size,
        boolean sparse,
        boolean attributes) {

    /** What it is. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** A device, a pipe, or what only some tar knows. */
        OTHER
    }
}
