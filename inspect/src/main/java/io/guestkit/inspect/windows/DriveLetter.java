package io.guestkit.inspect.windows;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A value {@code \DosDevices\C:} of MountedDevices: which partition has the letter.
 *
 * @param diskId of an MBR disk, eight hexadecimal digits as {@link io.guestkit.volume.PartitionTable#diskId} has them
 * @param offset of the partition on that disk, in bytes
 * @param partitionGuid of a GPT partition; the other two are empty then
 */
public record DriveLetter(String letter, Optional<String> diskId, long offset, Optional<String> partitionGuid) {

    private static final String PREFIX = "\\DosDevices\\";
    private static final byte[] GPT = "DMIO:ID:".getBytes(StandardCharsets.US_ASCII);
    private static final int MBR_LENGTH = 12;

    /** @return empty if it is no drive letter, or that of something that is no partition of a basic disk */
    static Optional<DriveLetter> parse(String name, byte[] data) throws CorruptDataException {
        if (name.length() != PREFIX.length() + 2
                || !name.regionMatches(true, 0, PREFIX, 0, PREFIX.length())
                || name.charAt(name.length() - 1) != ':') {
            return Optional.empty();
        }
        String letter = name.substring(PREFIX.length(), PREFIX.length() + 1).toUpperCase(Locale.ROOT);
        StructView s = StructView.littleEndian("mounted device", ByteBuffer.wrap(data));
        if (data.length == MBR_LENGTH) {
            String id = Long.toHexString(s.u32(0) | 1L << 32).substring(1);
            return Optional.of(new DriveLetter(letter, Optional.of(id), s.bits64(4), Optional.empty()));
        }
        if (s.startsWith(0, GPT) && data.length >= GPT.length + 16) {
            return Optional.of(new DriveLetter(
                    letter, Optional.empty(), 0, Optional.of(s.guid(GPT.length).toString())));
        }
        return Optional.empty();
    }
}
