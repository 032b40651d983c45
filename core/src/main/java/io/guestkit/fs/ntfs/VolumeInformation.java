package io.guestkit.fs.ntfs;

import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What $Volume says. Names of fields: VOLUME_INFORMATION.
 *
 * @param label empty if there is none
 * @param dirty whether Windows will check the volume when it mounts it
 */
record VolumeInformation(int major, int minor, boolean dirty, String label) {

    private static final int DIRTY = 0x0001;

    /** @throws UnsupportedFeatureException if the version is one that did not exist when this was written */
    static VolumeInformation read(Mft mft) throws IOException {
        AttributeSet file = AttributeSet.of(mft.file(Mft.VOLUME), mft);
        StructView s = file.require(Attribute.VOLUME_INFORMATION, "").value("$VOLUME_INFORMATION");
        int major = s.u8(0x08);
        int minor = s.u8(0x09);
        if (major > 3 || (major == 3 && minor > 1)) {
            throw new UnsupportedFeatureException("NTFS version %d.%d".formatted(major, minor));
        }
        @Nullable Attribute name = file.find(Attribute.VOLUME_NAME, "");
        String label = "";
        if (name != null) {
            StructView text = name.value("$VOLUME_NAME");
            label = Utf16.text(text, 0, text.length() / 2);
        }
        return new VolumeInformation(major, minor, (s.u16(0x0a) & DIRTY) != 0, label);
    }
}
