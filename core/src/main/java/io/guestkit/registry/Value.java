package io.guestkit.registry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A value of a key. Its data are read when they are asked for. */
public final class Value {

    private final Hive hive;
    private final KeyValue value;

    Value(Hive hive, KeyValue value) {
        this.hive = hive;
        this.value = value;
    }

    /** Empty for the default value of its key. May contain any character. */
    public String name() {
        return value.name();
    }

    /** One of {@link ValueType}, or any other number. */
    public int type() {
        return value.type();
    }

    /** Length of the data in bytes. */
    public int size() {
        return value.size();
    }

    /**
     * The bytes as they are stored.
     *
     * @throws io.guestkit.io.CorruptDataException if they are not where the value says
     */
    public byte[] data() throws IOException {
        return value.data(hive.bins(), hive.hasBigData());
    }

    /** The data as UTF-16 up to the first NUL, whatever the type: text that ends without one is common. */
    public String text() throws IOException {
        String all = Names.decode(data(), false);
        int end = all.indexOf('\0');
        return end < 0 ? all : all.substring(0, end);
    }

    /** The data as the texts of a REG_MULTI_SZ: up to the first empty one, which ends the list. */
    public List<String> texts() throws IOException {
        String all = Names.decode(data(), false);
        List<String> texts = new ArrayList<>();
        for (int start = 0; start < all.length(); ) {
            int end = all.indexOf('\0', start);
            if (end == start) {
                break;
            }
            texts.add(all.substring(start, end < 0 ? all.length() : end));
            start = end < 0 ? all.length() : end + 1;
        }
        return texts;
    }

    /** The number of a REG_DWORD, either byte order, without sign, or a REG_QWORD; empty for others, and for cut ones. */
    public OptionalLong number() throws IOException {
        byte[] data = size() == 4 || size() == 8 ? data() : new byte[0];
        ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        return switch (type()) {
            case ValueType.DWORD ->
                data.length == 4 ? OptionalLong.of(bytes.getInt() & 0xffff_ffffL) : OptionalLong.empty();
            case ValueType.DWORD_BIG_ENDIAN ->
                data.length == 4
                        ? OptionalLong.of(bytes.order(ByteOrder.BIG_ENDIAN).getInt() & 0xffff_ffffL)
                        : OptionalLong.empty();
            case ValueType.QWORD -> data.length == 8 ? OptionalLong.of(bytes.getLong()) : OptionalLong.empty();
            default -> OptionalLong.empty();
        };
    }

    @Override
    public String toString() {
        return name() + " (" + ValueType.name(type()) + ", " + size() + " bytes)";
    }
}
