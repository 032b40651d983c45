package io.guestkit.image.vmdk;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.ImageInfo;
import io.guestkit.image.ImageSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What image is to be written, and the descriptor that says so.
 *
 * @param size of the disk in bytes; a multiple of a sector
 * @param adapter ddb.adapterType
 * @param hardwareVersion ddb.virtualHWVersion
 * @param toolsVersion ddb.toolsVersion
 * @param zeroedGrains whether grains of zeros are said in a table instead of being allocated
 * @param parent as parentFileNameHint names it; null for none
 * @param parentCid {@link Descriptor#NO_PARENT} for none
 */
record NewDisk(
        Subformat subformat,
        long size,
        String adapter,
        int hardwareVersion,
        String toolsVersion,
        boolean zeroedGrains,
        @Nullable String parent,
        long parentCid,
        List<ExtentLine> extents) {

    static final int GRAIN = 64 << 10;

    /** More than VMware's disks can have (62 TiB). */
    private static final long MAX_SIZE = 1L << 46;
    /** What VMware writes where nobody says which tools there are: they are not its to update. */
    private static final String UNMANAGED_TOOLS = "2147483647";

    private static final String IDE = "ide";
    private static final String LSILOGIC = "lsilogic";

    private static final int SECTORS_PER_TRACK = 63;
    /** What ATA can say. */
    private static final long MAX_IDE_CYLINDERS = 16_383;

    private static final long MAX_SCSI_CYLINDERS = 65_535;

    /** @throws IllegalArgumentException if there is no such image */
    static NewDisk of(String name, ImageSpec spec) {
        FormatOptions options = spec.options();
        options.rejectOthers(
                DiskFormat.VMDK, "subformat", "adapter_type", "hwversion", "compat6", "toolsversion", "zeroed_grain");
        Subformat subformat = subformat(spec);
        if (spec.virtualSize() == 0 || spec.virtualSize() > MAX_SIZE) {
            throw new IllegalArgumentException(
                    "a VMDK disk of %d bytes; it can have 512 bytes to 64 TiB".formatted(spec.virtualSize()));
        }
        checkName(name);
        long size = (spec.virtualSize() + SparseHeader.SECTOR - 1) & -SparseHeader.SECTOR;
        Optional<ImageSpec.BackingLink> backing = spec.backing();
        if (backing.isPresent() && (subformat.isFlat() || subformat == Subformat.STREAM_OPTIMIZED)) {
            throw new IllegalArgumentException("%s images have no backing file; monolithicSparse ones can have one"
                    .formatted(subformat.createType()));
        }
        boolean zeroedGrains = options.onOff("zeroed_grain", false);
        if (zeroedGrains && (subformat.isFlat() || subformat == Subformat.STREAM_OPTIMIZED)) {
            throw new IllegalArgumentException("%s images have no zeroed grains".formatted(subformat.createType()));
        }
        boolean stream = subformat == Subformat.STREAM_OPTIMIZED;
        return new NewDisk(
                subformat,
                size,
                options.word("adapter_type", stream ? LSILOGIC : IDE, IDE, LSILOGIC, "buslogic", "legacyESX"),
                hardwareVersion(options),
                toolsVersion(options),
                zeroedGrains,
                backing.map(ImageSpec.BackingLink::name).orElse(null),
                backing.map(NewDisk::cidOf).orElse(Descriptor.NO_PARENT),
                subformat.extents(name, size));
    }

    /** Compression alone asks for the one kind of image that has it. */
    private static Subformat subformat(ImageSpec spec) {
        boolean compressed = spec.compression() != ImageSpec.Compression.NONE;
        String standard = (compressed ? Subformat.STREAM_OPTIMIZED : Subformat.MONOLITHIC_SPARSE).createType();
        Subformat[] all = Subformat.values();
        String[] words = new String[all.length];
        for (int i = 0; i < all.length; i++) {
            words[i] = all[i].createType();
        }
        String word = spec.options().word("subformat", standard, words);
        for (Subformat subformat : all) {
            if (subformat.createType().equals(word)) {
                if (spec.compression() == ImageSpec.Compression.ZSTD) {
                    throw new IllegalArgumentException("VMDK images are compressed by zlib only");
                }
                if (compressed && subformat != Subformat.STREAM_OPTIMIZED) {
                    throw new IllegalArgumentException(
                            "%s images cannot be compressed; streamOptimized ones are".formatted(word));
                }
                return subformat;
            }
        }
        throw new AssertionError(word);
    }

    private static int hardwareVersion(FormatOptions options) {
        boolean compat6 = options.onOff("compat6", false);
        String version = options.values().getOrDefault("hwversion", compat6 ? "6" : "4");
        if (version.isEmpty() || version.length() > 3) {
            throw wrong("hwversion", version, "a number from 1 to 999");
        }
        int number = 0;
        for (int i = 0; i < version.length(); i++) {
            char digit = version.charAt(i);
            if (digit < '0' || digit > '9') {
                throw wrong("hwversion", version, "a number from 1 to 999");
            }
            number = number * 10 + digit - '0';
        }
        if (number == 0 || (compat6 && number != 6)) {
            throw wrong("hwversion", version, compat6 ? "6, as compat6 says" : "a number from 1 to 999");
        }
        return number;
    }

    private static String toolsVersion(FormatOptions options) {
        String version = options.values().getOrDefault("toolsversion", UNMANAGED_TOOLS);
        for (int i = 0; i < version.length(); i++) {
            if (version.charAt(i) < '0' || version.charAt(i) > '9') {
                throw wrong("toolsversion", version, "a number");
            }
        }
        return version;
    }

    private static IllegalArgumentException wrong(String option, String value, String allowed) {
        return new IllegalArgumentException("option %s is %s, expected %s".formatted(option, value, allowed));
    }

    /** A name that a descriptor cannot have between quotes would make another descriptor of it. */
    private static void checkName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '"' || name.charAt(i) < ' ') {
                throw new IllegalArgumentException(
                        "a VMDK descriptor cannot have the file name \"%s\": no quotes, no control characters"
                                .formatted(name));
            }
        }
    }

    private static long cidOf(ImageSpec.BackingLink backing) {
        checkName(backing.name());
        if (backing.format() != DiskFormat.VMDK) {
            throw new IllegalArgumentException(
                    "the backing file of a VMDK image has to be one, too, and is %s".formatted(backing.format()));
        }
        Object cid = backing.info()
                .map(ImageInfo::details)
                .map(details -> details.get(VmdkImage.CID))
                .orElse(null);
        if (!(cid instanceof Long known)) {
            throw new IllegalArgumentException(
                    "the backing file %s has no CID, which a VMDK image has to state".formatted(backing.name()));
        }
        return known;
    }

    ContentId newContentId() {
        return new ContentId(size ^ (long) subformat.ordinal() << 48 ^ parentCid << 16);
    }

    /** The descriptor, as bytes. */
    byte[] descriptor(long cid) {
        StringBuilder text = new StringBuilder("# Disk DescriptorFile\nversion=1\nencoding=\"UTF-8\"\n");
        text.append("CID=").append(hex(cid)).append('\n');
        text.append("parentCID=").append(hex(parentCid)).append('\n');
        entry(text, "createType=", subformat.createType());
        if (parent != null) {
            entry(text, "parentFileNameHint=", parent);
        }
        text.append("\n# Extent description\n");
        for (ExtentLine extent : extents) {
            text.append("RW ").append(extent.sectors()).append(' ').append(extent.type());
            text.append(" \"").append(extent.name().orElseThrow()).append('"');
            text.append(subformat.isFlat() ? " 0\n" : "\n");
        }
        text.append("\n# The Disk Data Base\n#DDB\n\n");
        entry(text, "ddb.virtualHWVersion = ", hardwareVersion);
        entry(text, "ddb.geometry.cylinders = ", cylinders());
        entry(text, "ddb.geometry.heads = ", heads());
        entry(text, "ddb.geometry.sectors = ", SECTORS_PER_TRACK);
        entry(text, "ddb.adapterType = ", adapter);
        entry(text, "ddb.toolsVersion = ", toolsVersion);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private int heads() {
        return adapter.equals(IDE) ? 16 : 255;
    }

    private long cylinders() {
        long all = size / SparseHeader.SECTOR / (heads() * SECTORS_PER_TRACK);
        return Math.clamp(all, 1, adapter.equals(IDE) ? MAX_IDE_CYLINDERS : MAX_SCSI_CYLINDERS);
    }

    private static void entry(StringBuilder text, String key, Object value) {
        text.append(key).append('"').append(value).append("\"\n");
    }

    private static String hex(long cid) {
        return java.util.HexFormat.of().toHexDigits((int) cid);
    }
}
