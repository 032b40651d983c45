package io.guestkit.migrate.windows;

import io.guestkit.io.CorruptDataException;
import io.guestkit.registry.ValueType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that an INF sets below the key of a device or a service (HKR). Microsoft: "INF AddReg Directive".
 *
 * @param key below that; may be empty
 * @param data as the registry stores it
 */
record InfRegistryValue(String key, String name, int type, byte[] data) {

    private static final long BINARY = 0x1;
    private static final long DELETE = 0x4;
    private static final long KEY_ONLY = 0x10;
    private static final long TYPE = 0xffff0001L;
    private static final int MAX_VALUES = 1000;

    /** Those of some AddReg sections. */
    static List<InfRegistryValue> of(InfFile file, List<String> sections) throws CorruptDataException {
        List<InfRegistryValue> values = new ArrayList<>();
        for (String section : sections) {
            for (InfFile.Line line : file.section(section)) {
                InfRegistryValue value = of(line);
                if (value != null) {
                    values.add(value);
                }
                if (values.size() > MAX_VALUES) {
                    throw new CorruptDataException("INF: more than %d values for the registry".formatted(MAX_VALUES));
                }
            }
        }
        return values;
    }

    /** @return null for what sets no value, or one elsewhere */
    private static @Nullable InfRegistryValue of(InfFile.Line line) throws CorruptDataException {
        if (!line.field(0).equalsIgnoreCase("HKR")) {
            return null;
        }
        long flags = line.field(3).isEmpty() ? 0 : DriverInf.number(line.field(3));
        if ((flags & (DELETE | KEY_ONLY)) != 0) {
            return null;
        }
        String first = line.field(4);
        List<String> rest = line.fields()
                .subList(Math.min(4, line.fields().size()), line.fields().size());
        long kind = flags & TYPE;
        int type;
        byte[] data;
        if (kind == 0x10001) {
            type = ValueType.DWORD;
            data = RegistryChanges.dword(DriverInf.number(first));
        } else if (kind == 0x10000) {
            type = ValueType.MULTI_SZ;
            data = RegistryChanges.multi(rest);
        } else if (kind == 0x20000) {
            type = ValueType.EXPAND_SZ;
            data = RegistryChanges.text(first);
        } else if (kind == 0) {
            type = ValueType.SZ;
            data = RegistryChanges.text(first);
        } else if ((kind & BINARY) != 0) {
            type = kind == BINARY ? ValueType.BINARY : (int) (kind >>> 16);
            data = binary(rest);
        } else {
            throw new CorruptDataException("INF: AddReg flags 0x%x are not known".formatted(flags));
        }
        return new InfRegistryValue(line.field(1), line.field(2), type, data);
    }

    private static byte[] binary(List<String> fields) throws CorruptDataException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String field : fields) {
            try {
                bytes.write(Integer.parseInt(field, 16));
            } catch (NumberFormatException e) {
                throw new CorruptDataException("INF: \"%s\" is no byte".formatted(field));
            }
        }
        return bytes.toByteArray();
    }
}
