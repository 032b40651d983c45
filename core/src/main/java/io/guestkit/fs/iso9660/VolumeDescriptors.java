package io.guestkit.fs.iso9660;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors that start at sector 16.
 *
 * @param primary the first of its kind
 * @param joliet the first of its kind
 * @param bootable whether El Torito has a descriptor
 * @param udf whether the disc has a UDF besides
 */
record VolumeDescriptors(VolumeDescriptor primary, @Nullable VolumeDescriptor joliet, boolean bootable, boolean udf) {

    private static final long START = 16L * VolumeDescriptor.LENGTH;
    /** Descriptors looked at; real discs have a handful. */
    private static final int MOST = 64;

    private static final int LABEL_LENGTH = 32;
    private static final byte[] EL_TORITO = "EL TORITO SPECIFICATION".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NSR = {'N', 'S', 'R', '0'};
    private static final byte[] BEA = {'B', 'E', 'A', '0', '1'};

    /** Whether there is a primary volume descriptor. */
    static boolean hasPrimary(BlockSource volume) throws IOException {
        for (int i = 0; i < MOST; i++) {
            StructView s = at(volume, i);
            if (s == null || !s.startsWith(1, VolumeDescriptor.STANDARD_IDENTIFIER)) {
                return false;
            }
            if (s.u8(0) == VolumeDescriptor.PRIMARY) {
                return true;
            }
        }
        return false;
    }

    static VolumeDescriptors read(BlockSource volume) throws IOException {
        VolumeDescriptor primary = null;
        VolumeDescriptor joliet = null;
        boolean bootable = false;
        int i = 0;
        for (StructView s = at(volume, i);
                s != null && i < MOST && s.startsWith(1, VolumeDescriptor.STANDARD_IDENTIFIER);
                s = at(volume, ++i)) {
            int type = s.u8(0);
            if (type == VolumeDescriptor.PRIMARY && primary == null) {
                primary = VolumeDescriptor.parse(s);
            } else if (type == VolumeDescriptor.SUPPLEMENTARY && joliet == null) {
                VolumeDescriptor other = VolumeDescriptor.parse(s);
                joliet = other.joliet() > 0 ? other : null;
            } else if (type == 0 && s.startsWith(7, EL_TORITO)) {
                bootable = true;
            } else if (type == VolumeDescriptor.TERMINATOR) {
                i++;
                break;
            }
        }
        if (primary == null) {
            throw new CorruptDataException("iso9660: no primary volume descriptor");
        }
        return new VolumeDescriptors(primary, joliet, bootable, hasUdf(volume, i));
    }

    /** Whether the descriptors of UDF follow, which are of another standard and begin with BEA01. */
    private static boolean hasUdf(BlockSource volume, int behind) throws IOException {
        for (int i = behind; i < behind + MOST; i++) {
            StructView s = at(volume, i);
            if (s == null) {
                return false;
            }
            if (s.startsWith(1, NSR)) {
                return true;
            }
            if (!s.startsWith(1, BEA) && !s.startsWith(1, VolumeDescriptor.STANDARD_IDENTIFIER)) {
                return false;
            }
        }
        return false;
    }

    private static @Nullable StructView at(BlockSource volume, int number) throws IOException {
        long position = START + (long) number * VolumeDescriptor.LENGTH;
        return position > volume.size() - VolumeDescriptor.LENGTH
                ? null
                : StructView.littleEndian("iso9660 volume descriptor", volume, position, VolumeDescriptor.LENGTH);
    }

    /** The label of Joliet has small letters and other alphabets, but only half the length: the rest is taken over. */
    Optional<String> label() {
        Optional<String> wide = joliet == null ? Optional.empty() : joliet.label();
        if (wide.isEmpty() || primary.label().isEmpty()) {
            return wide.isEmpty() ? primary.label() : wide;
        }
        return Optional.of(merged(primary.label().get(), wide.get()));
    }

    private static String merged(String plain, String wide) {
        int half = LABEL_LENGTH / 2;
        if (wide.length() != half || plain.length() <= half) {
            return wide;
        }
        for (int i = 0; i < half; i++) {
            char c = plain.charAt(i);
            if (c != '_' && Character.toUpperCase(c) != Character.toUpperCase(wide.charAt(i))) {
                return wide;
            }
        }
        return wide + plain.substring(half);
    }
}
