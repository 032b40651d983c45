package io.guestkit.image;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The image formats that are known by name. Which of them can be read is for the list of drivers to say. */
public enum DiskFormat {
    RAW("raw", "raw", "img", "dd"),
    QCOW2("qcow2", "qcow2", "qcow"),
    VMDK("vmdk", "vmdk"),
    VHD("vpc", "vhd", "vpc"),
    VHDX("vhdx", "vhdx", "avhdx"),
    VDI("vdi", "vdi"),
    QCOW1("qcow"),
    QED("qed", "qed"),
    PARALLELS("parallels", "hdd", "hds"),
    DMG("dmg", "dmg"),
    EWF("ewf", "E01"),
    /** An appliance: no image itself, but disks in one file or beside it. */
    OVA("ova", "ova", "ovf", "vmx", "vbox");

    private final String id;
    private final List<String> extensions;

    DiskFormat(String id, String... extensions) {
        this.id = id;
        this.extensions = List.of(extensions);
    }

    /** The name that qemu-img uses, which is also the one in reports. */
    public String id() {
        return id;
    }

    /** What names of such files usually end in, without the dot, the most usual first; a name proves nothing. */
    public List<String> extensions() {
        return extensions;
    }

    /** The format of that name: an {@link #id()}, the name of the constant or a usual file name suffix, in any case. */
    public static Optional<DiskFormat> named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (DiskFormat format : values()) {
            if (format.id.equals(wanted)
                    || format.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                return Optional.of(format);
            }
        }
        return ofExtension(name);
    }

    /** The format whose files usually have names that end so; without the dot, in any case. */
    public static Optional<DiskFormat> ofExtension(String extension) {
        for (DiskFormat format : values()) {
            for (String usual : format.extensions) {
                if (usual.equalsIgnoreCase(extension)) {
                    return Optional.of(format);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return id;
    }
}
