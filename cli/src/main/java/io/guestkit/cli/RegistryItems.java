package io.guestkit.cli;

import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import io.guestkit.registry.ValueType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Keys as documents: one JSON object a line, or one YAML document each. */
final class RegistryItems implements RegistryCommand.RegistryPrinter {

    private final Invocation call;
    private final String prefix;

    RegistryItems(Invocation call, String prefix) {
        this.call = call;
        this.prefix = prefix;
    }

    @Override
    public void start() {}

    @Override
    public boolean print(Key key, List<Value> values) throws IOException {
        Document.printItem(facts(prefix, key, values), call);
        return true;
    }

    static Map<String, Object> facts(String prefix, Key key, List<Value> values) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("key", RegistryCommand.fullPath(prefix, key));
        facts.put("last_written", key.lastWritten().toString());
        String className = key.className().orElse(null);
        if (className != null) {
            facts.put("class", className);
        }
        List<Object> all = new ArrayList<>();
        for (Value value : values) {
            all.add(facts(value));
        }
        facts.put("values", all);
        List<String> subkeys = new ArrayList<>();
        for (Key subkey : key.subkeys()) {
            subkeys.add(subkey.name());
        }
        facts.put("subkeys", subkeys);
        return facts;
    }

    /** They are among the facts. */
    @Override
    public void printSubkeys(Key key) {}

    private static Map<String, Object> facts(Value value) throws IOException {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", value.name());
        facts.put("type", ValueType.name(value.type()));
        switch (value.type()) {
            case ValueType.SZ, ValueType.EXPAND_SZ, ValueType.LINK -> facts.put("text", value.text());
            case ValueType.MULTI_SZ -> facts.put("texts", value.texts());
            case ValueType.DWORD, ValueType.DWORD_BIG_ENDIAN, ValueType.QWORD -> {
                OptionalLong number = value.number();
                if (number.isPresent()) {
                    facts.put("number", number.getAsLong());
                }
            }
            default -> {}
        }
        facts.put("data", Base64.getEncoder().encodeToString(value.data()));
        return facts;
    }
}
