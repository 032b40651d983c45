package io.guestkit.registry;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Who owns a key and who may do what with it: a self-relative security descriptor, [MS-DTYP] 2.4.6.
 *
 * @param control the bits that say what is there, 16 of them
 * @param owner such as {@code S-1-5-32-544}
 * @param group such as {@code S-1-5-18}
 * @param descriptor all of it, access control lists included
 */
@SuppressWarnings("ArrayRecordComponent") // handed over as it was read; nobody compares descriptors
public record SecurityDescriptor(int control, Optional<String> owner, Optional<String> group, byte[] descriptor) {

    private static final int HEADER = 0x14;
    /** Windows has no larger ones. */
    private static final int MAX_LENGTH = 1 << 16;

    private static final int MAX_SUB_AUTHORITIES = 15;

    /** Out of a cell {@code sk}. */
    static SecurityDescriptor read(HiveBins bins, long offset) throws IOException {
        StructView s = bins.head("key security", offset, HEADER + MAX_LENGTH);
        s.expectMagic(0x00, (byte) 's', (byte) 'k');
        int size = s.u32In(0x10, "Security descriptor size", HEADER, Math.min(MAX_LENGTH, s.length() - HEADER));
        return parse(s.bytes(0x14, size));
    }

    static SecurityDescriptor parse(byte[] descriptor) throws CorruptDataException {
        StructView s = StructView.littleEndian("security descriptor", ByteBuffer.wrap(descriptor));
        return new SecurityDescriptor(s.u16(0x02), sid(s, s.u32(0x04)), sid(s, s.u32(0x08)), descriptor);
    }

    private static Optional<String> sid(StructView s, long offset) throws CorruptDataException {
        if (offset == 0) {
            return Optional.empty();
        }
        // an offset past the end is found by the view; as an int it would be negative only above 2^31
        StructView sid =
                s.slice("SID", (int) Math.min(offset, s.length()), s.length() - (int) Math.min(offset, s.length()));
        int count = sid.u8In(0x01, "SubAuthorityCount", 0, MAX_SUB_AUTHORITIES);
        long authority = (long) Short.reverseBytes((short) sid.u16(0x02)) << 32 & 0xffff_0000_0000L
                | Integer.reverseBytes(sid.i32(0x04)) & 0xffff_ffffL;
        StringBuilder text =
                new StringBuilder("S-").append(sid.u8(0x00)).append('-').append(authority);
        for (int i = 0; i < count; i++) {
            text.append('-').append(sid.u32(0x08 + i * 4));
        }
        return Optional.of(text.toString());
    }
}
