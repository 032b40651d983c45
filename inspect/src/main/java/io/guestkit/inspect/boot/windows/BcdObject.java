package io.guestkit.inspect.boot.windows;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An object of a BCD store: a program with what it is told, or a device. Names and numbers of elements: Microsoft, "BCD
 * reference", BcdLibraryElementTypes, BcdBootMgrElementTypes, BcdOSLoaderElementTypes.
 *
 * @param id GUID in braces, as it is stored
 * @param type what it is
 * @param elements null if it has none
 */
record BcdObject(String id, int type, @Nullable Key elements) {

    static final int OS_LOADER = 0x10200003;

    static final int APPLICATION_DEVICE = 0x11000001;
    static final int APPLICATION_PATH = 0x12000002;
    static final int DESCRIPTION = 0x12000004;
    static final int INHERIT = 0x14000006;
    static final int DISABLE_INTEGRITY_CHECKS = 0x16000048;
    static final int ALLOW_PRERELEASE_SIGNATURES = 0x16000049;

    static final int DISPLAY_ORDER = 0x24000001;
    static final int BOOT_SEQUENCE = 0x24000002;
    static final int DEFAULT_OBJECT = 0x23000003;
    static final int ATTEMPT_RESUME = 0x26000005;

    static final int OS_DEVICE = 0x21000001;
    static final int SYSTEM_ROOT = 0x22000002;
    static final int KERNEL_PATH = 0x22000011;
    static final int HAL_PATH = 0x22000012;
    static final int WIN_PE = 0x26000022;
    static final int SAFE_BOOT = 0x25000080;

    private static final int MAX_ELEMENT = 1 << 16;

    private Optional<Value> element(int element) throws IOException {
        Key key = elements == null
                ? null
                : elements.subkey(Integer.toHexString(element)).orElse(null);
        Optional<Value> value = key == null ? Optional.empty() : key.value("Element");
        if (value.isPresent() && value.get().size() > MAX_ELEMENT) {
            throw new CorruptDataException("BCD element 0x%08x of %s: %d bytes, expected at most %d"
                    .formatted(element, id, value.get().size(), MAX_ELEMENT));
        }
        return value;
    }

    /** A text without blanks around it; empty if there is none. */
    String text(int element) throws IOException {
        Optional<Value> value = element(element);
        return value.isEmpty() ? "" : value.get().text().strip();
    }

    /** Objects that are named, in their order; one or a list. */
    List<String> ids(int element) throws IOException {
        Optional<Value> value = element(element);
        List<String> ids = new ArrayList<>();
        if (value.isPresent()) {
            for (String id : value.get().texts()) {
                ids.add(id.strip());
            }
        }
        return ids;
    }

    /** A number of one to eight bytes. */
    OptionalLong number(int element) throws IOException {
        Optional<Value> value = element(element);
        byte[] data = value.isEmpty() || value.get().size() > Long.BYTES
                ? new byte[0]
                : value.get().data();
        long number = 0;
        for (int i = data.length - 1; i >= 0; i--) {
            number = number << 8 | data[i] & 0xff;
        }
        return data.length == 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }

    Optional<BcdDevice> device(int element) throws IOException {
        Optional<Value> value = element(element);
        return value.isEmpty()
                ? Optional.empty()
                : Optional.of(BcdDevice.parse(StructView.littleEndian(
                        "BCD element 0x%08x".formatted(element),
                        ByteBuffer.wrap(value.get().data()))));
    }
}
