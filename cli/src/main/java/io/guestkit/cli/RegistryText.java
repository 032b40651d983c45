package io.guestkit.cli;

import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import io.guestkit.registry.ValueType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Keys as regedit 5 exports them, in UTF-8. Text is between quotes where it is printable ASCII with one NUL at its end,
 * and in hexadecimal digits otherwise, so that an import gives the very same bytes.
 */
final class RegistryText implements RegistryCommand.RegistryPrinter {

    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    private final Streams streams;
    private final String prefix;

    RegistryText(Streams streams, String prefix) {
        this.streams = streams;
        this.prefix = prefix;
    }

    @Override
    public void start() throws IOException {
        streams.println("Windows Registry Editor Version 5.00");
    }

    @Override
    public boolean print(Key key, List<Value> values) throws IOException {
        String path = RegistryCommand.fullPath(prefix, key);
        if (!isOneLine(path)) {
            streams.error(Text.printable(path) + ": its name cannot be written in this form; take --output json");
            return false;
        }
        boolean all = true;
        StringBuilder text = new StringBuilder("\n[").append(path).append("]\n");
        for (Value value : values) {
            if (!isOneLine(value.name())) {
                streams.error(Text.printable(path + ": the name of its value " + value.name()
                        + " cannot be written in this form; take --output json"));
                all = false;
                continue;
            }
            text.append(value.name().isEmpty() ? "@" : quoted(value.name())).append('=');
            append(text, value.type(), value.data());
            text.append('\n');
        }
        streams.out().write(Text.bytes(text.toString()));
        return all;
    }

    /** An export has no place for them. */
    @Override
    public void printSubkeys(Key key) {}

    private static boolean isOneLine(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < 0x20 || Character.isSurrogate(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder text, int type, byte[] data) {
        if (type == ValueType.SZ && isPlain(data)) {
            char[] chars = new char[data.length / 2 - 1];
            for (int i = 0; i < chars.length; i++) {
                chars[i] = (char) data[2 * i];
            }
            text.append(quoted(new String(chars)));
            return;
        }
        if (type == ValueType.DWORD && data.length == 4) {
            int number = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getInt();
            text.append("dword:");
            for (int shift = 28; shift >= 0; shift -= 4) {
                text.append(DIGITS[number >>> shift & 0xf]);
            }
            return;
        }
        text.append("hex");
        if (type != ValueType.BINARY) {
            text.append('(').append(Integer.toHexString(type)).append(')');
        }
        text.append(':');
        for (int i = 0; i < data.length; i++) {
            text.append(i == 0 ? "" : ",").append(DIGITS[data[i] >> 4 & 0xf]).append(DIGITS[data[i] & 0xf]);
        }
    }

    /** Whether it is UTF-16 of printable ASCII with one NUL, at the end. */
    private static boolean isPlain(byte[] data) {
        if (data.length < 2 || data.length % 2 != 0) {
            return false;
        }
        for (int i = 0; i < data.length; i += 2) {
            boolean last = i == data.length - 2;
            if (data[i + 1] != 0 || (last ? data[i] != 0 : data[i] < 0x20 || data[i] > 0x7e)) {
                return false;
            }
        }
        return true;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
