package io.guestkit.migrate.windows;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.Operation;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Value;
import io.guestkit.registry.ValueType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Changes of one hive for one reason. What is there already makes no step. */
final class RegistryChanges {

    private final Draft draft;
    private final WindowsGuest.Registry registry;
    private final String reason;
    private final List<String> evidence;
    private final String[] needed;

    /** @param needed paths of files that have to be right before */
    RegistryChanges(
            Draft draft, WindowsGuest.Registry registry, String reason, List<String> evidence, String... needed) {
        this.draft = draft;
        this.registry = registry;
        this.reason = reason;
        this.evidence = List.copyOf(evidence);
        this.needed = needed.clone();
    }

    void number(String key, String name, long value) throws IOException {
        set(key, name, ValueType.DWORD, dword(value), "0x" + Long.toHexString(value));
    }

    void text(String key, String name, String value) throws IOException {
        set(key, name, ValueType.SZ, text(value), value);
    }

    /** Text with names of environment variables between per cent signs. */
    void expandable(String key, String name, String value) throws IOException {
        set(key, name, ValueType.EXPAND_SZ, text(value), value);
    }

    void texts(String key, String name, List<String> values) throws IOException {
        set(key, name, ValueType.MULTI_SZ, multi(values), String.join(", ", values));
    }

    void bytes(String key, String name, byte[] value) throws IOException {
        set(key, name, ValueType.BINARY, value, HexFormat.of().formatHex(value));
    }

    /** A value as an INF has it. */
    void set(String key, InfRegistryValue value) throws IOException {
        String shown = switch (value.type()) {
            case ValueType.SZ, ValueType.EXPAND_SZ, ValueType.MULTI_SZ ->
                new String(value.data(), StandardCharsets.UTF_16LE).strip().replace('\0', ' ');
            case ValueType.DWORD ->
                "0x"
                        + Integer.toHexString(ByteBuffer.wrap(value.data())
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getInt());
            default -> HexFormat.of().formatHex(value.data());
        };
        String inside = value.key().isEmpty() ? key : key + "\\" + value.key();
        set(inside, value.name(), value.type(), value.data(), shown);
    }

    private void set(String key, String name, int type, byte[] data, String shown) throws IOException {
        Hive hive = registry.hive();
        Optional<Value> is = hive.value(key, name);
        if (is.isPresent() && is.get().type() == type && Arrays.equals(is.get().data(), data)) {
            return;
        }
        draft.add(
                reason,
                evidence,
                new Operation.SetRegistryValue(
                        registry.path(),
                        key,
                        is.map(Value::name).orElse(name), // as it is spelt
                        type,
                        HexFormat.of().formatHex(data),
                        shown),
                needed);
    }

    /** Deletes a key with all that is in it, if it is there. */
    void delete(String key) throws IOException {
        if (registry.hive().find(key).isPresent()) {
            draft.add(
                    reason, evidence, new Operation.DeleteRegistryKey(Optional.empty(), registry.path(), key), needed);
        }
    }

    /** A REG_DWORD as it is stored. */
    static byte[] dword(long value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) value)
                .array();
    }

    /** A REG_SZ as it is stored. */
    static byte[] text(String value) {
        return (value + "\0").getBytes(StandardCharsets.UTF_16LE);
    }

    /** A REG_MULTI_SZ as it is stored. */
    static byte[] multi(List<String> values) {
        StringBuilder all = new StringBuilder();
        for (String value : values) {
            all.append(value).append('\0');
        }
        return text(all.toString());
    }
}
