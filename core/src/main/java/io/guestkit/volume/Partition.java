package io.guestkit.volume;

import java.util.Optional;

/**
 * One line of a partition table. Nothing of it is to be trusted but where the partition lies: types are hints that the
 * content overrules.
 *
 * @param number as Linux numbers it, from 1
 * @param offset of the first byte on the disk
 * @param length in bytes, as the table says; may reach past the end of the disk
 * @param type two hexadecimal digits for MBR ({@code 83}), a GUID in lower case for GPT
 * @param uuid what Linux calls PARTUUID
 * @param name what Linux calls PARTLABEL
 * @param bootable MBR's active flag, or GPT's legacy-BIOS-bootable attribute
 */
public record Partition(
        int number,
        long offset,
        long length,
        String type,
        Optional<String> uuid,
        Optional<String> name,
        boolean bootable) {}
