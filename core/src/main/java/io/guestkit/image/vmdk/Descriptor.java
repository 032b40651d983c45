package io.guestkit.image.vmdk;

import io.guestkit.io.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a descriptor says. Names: VMware Virtual Disk Format 5.0, "The Descriptor File".
 *
 * @param version 1 to 3 are known
 * @param cid content id, changed by the first write after each opening; 32 bits
 * @param parentCid what the parent's {@code cid} was when this image was made from it; {@link #NO_PARENT} for none
 * @param createType such as monolithicSparse; as it is spelled
 * @param parentFileNameHint name of the parent
 * @param parentUuid VirtualBox's name of the parent
 * @param encrypted whether the image was encrypted by VMware
 */
record Descriptor(
        int version,
        OptionalLong cid,
        long parentCid,
        Optional<String> createType,
        Optional<String> parentFileNameHint,
        Optional<String> parentUuid,
        boolean encrypted,
        List<ExtentLine> extents) {

    static final long NO_PARENT = 0xffff_ffffL;
    static final int MAX_VERSION = 3;

    static Descriptor parse(DescriptorText text) throws CorruptDataException {
        List<ExtentLine> extents = new ArrayList<>();
        for (String line : text.extents()) {
            extents.add(ExtentLine.parse(line));
        }
        boolean encrypted = false;
        for (String key : text.entries().keySet()) {
            encrypted |= key.startsWith("encryption.") || key.startsWith("ddb.encryption");
        }
        return new Descriptor(
                (int) number(text, "version", 10).orElse(1),
                number(text, "CID", 16),
                number(text, "parentCID", 16).orElse(NO_PARENT),
                text.value("createType"),
                text.value("parentFileNameHint").filter(name -> !name.isEmpty()),
                text.value("ddb.uuid.parent").filter(Descriptor::isUuid),
                encrypted,
                List.copyOf(extents));
    }

    /** An unsigned number of at most 32 bits. */
    private static OptionalLong number(DescriptorText text, String key, int radix) throws CorruptDataException {
        String value = text.value(key).orElse(null);
        if (value == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Integer.parseUnsignedInt(value, radix) & 0xffff_ffffL);
        } catch (NumberFormatException e) {
            throw new CorruptDataException("VMDK descriptor: %s is \"%s\", expected a %s number of 32 bits"
                    .formatted(key, value, radix == 16 ? "hexadecimal" : "decimal"));
        }
    }

    /** Whether it is more than the zeros that stand for no UUID. */
    private static boolean isUuid(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '0' && text.charAt(i) != '-') {
                return true;
            }
        }
        return false;
    }
}
