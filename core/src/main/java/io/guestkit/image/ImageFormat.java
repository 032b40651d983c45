package io.guestkit.image;

import java.util.Locale;
import java.util.Optional;

/** The image formats that are known by name. Which of them can be read is for the list of drivers to say. */
public enum ImageFormat {
    RAW("raw"),
    QCOW2("qcow2"),
    VMDK("vmdk"),
    VHD("vpc"),
    VHDX("vhdx"),
    VDI("vdi"),
    QCOW1("qcow"),
    QED("qed"),
    PARALLELS("parallels"),
    DMG("dmg"),
    EWF("ewf");

    private final String id;

    ImageFormat(String id) {
        this.id = id;
    }

    /** The name that qemu-img uses, which is also the one in reports. */
    public String id() {
        return id;
    }

    /** The format of that name: an {@link #id()} or the usual file name suffix, in any case. */
    public static Optional<ImageFormat> named(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (ImageFormat format : values()) {
            if (format.id.equals(wanted)
                    || format.name().toLowerCase(Locale.ROOT).equals(wanted)) {
                return Optional.of(format);
            }
        }
        return wanted.equals("img") ? Optional.of(RAW) : Optional.empty();
    }

    @Override
    public String toString() {
        return id;
    }
}
