package io.guestkit.volume.mdraid;

import java.util.List;
import java.util.Optional;

/**
 * What a member of an array says of it, whatever the version of its superblock.
 *
 * @param version {@code 0.90}, {@code 1.0}, {@code 1.1} or {@code 1.2}
 * @param uuid of the array, 32 hexadecimal digits
 * @param name {@code host:name} or {@code name}; of version 0.90 the preferred number
 * @param level −1 is linear
 * @param layout of the level
 * @param chunk in bytes; 0 where the level has none
 * @param members how many the array has when it is complete
 * @param usedSize how much of each member is used, in bytes; 0 where members differ
 * @param dataOffset where the data of this member starts, in bytes
 * @param dataSize how much this member has for data, in bytes
 * @param events grows with every change of the array
 * @param synchronised whether copies and parity are right everywhere
 * @param number of this member, which is its place in {@code roles}
 * @param roles what this member knows of all: a place in the array, or one of the constants
 * @param rebuilt whether this member is complete
 * @param replacement whether this member is to replace another of its role
 * @param badBlocks whether parts of this member are known to be lost
 * @param features that cannot be read, in words
 */
record MdSuperblock(
        String version,
        String uuid,
        Optional<String> name,
        int level,
        long layout,
        long chunk,
        int members,
        long usedSize,
        long dataOffset,
        long dataSize,
        long events,
        boolean synchronised,
        int number,
        List<Integer> roles,
        boolean rebuilt,
        boolean replacement,
        boolean badBlocks,
        List<String> features) {

    static final int LINEAR = -1;

    static final int SPARE = 0xffff;
    static final int FAULTY = 0xfffe;
    static final int JOURNAL = 0xfffd;

    /** As many as mdadm makes; what is missing is computed from all of the others. */
    static final int MAX_MEMBERS = 384;

    static final int SECTOR = 512;

    MdSuperblock {
        roles = List.copyOf(roles);
        features = List.copyOf(features);
    }

    /** The role of a member by its number; spare if it is not known. */
    int roleOf(int member) {
        return member < roles.size() ? roles.get(member) : SPARE;
    }
}
