package io.guestkit.inspect.parse;

import io.guestkit.io.CorruptDataException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A YAML document of a configuration file: maps, lists and strings, for nothing is made of a scalar but its text. Aliases
 * are further references to one and the same value, so that they cost nothing however often they are used.
 *
 * <p>Every class of the library is loaded when the first such file is read and not before.
 */
public final class YamlTree {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_VALUES = 200_000;

    private YamlTree() {}

    /**
     * A value and where it stands.
     *
     * @param text of a scalar, else null
     * @param list of a sequence, else empty
     * @param map of a mapping, else empty
     * @param line from 1 on
     */
    public record Value(@Nullable String text, List<Value> list, Map<String, Value> map, int line) {

        private static final Value NOTHING = new Value(null, List.of(), Map.of(), 0);

        /** What a mapping has under a key; a value that holds nothing if it is not there. */
        public Value get(String key) {
            return map.getOrDefault(key, NOTHING);
        }

        /** The text, or null if there is none or it is one of YAML's words for nothing. */
        public @Nullable String textOrNull() {
            return text == null || text.isEmpty() || text.equals("~") || text.equals("null") ? null : text;
        }

        /** The scalars of a list, or this one. */
        public List<String> texts() {
            List<String> texts = new ArrayList<>();
            if (textOrNull() != null) {
                texts.add(String.valueOf(text));
            }
            for (Value value : list) {
                if (value.text != null) {
                    texts.add(value.text);
                }
            }
            return texts;
        }

        /** Whether this is one of YAML 1.1's words for true. */
        public boolean isTrue() {
            return "true".equalsIgnoreCase(text) || "yes".equalsIgnoreCase(text) || "on".equalsIgnoreCase(text);
        }

        /** Whether this is one of YAML 1.1's words for false. */
        public boolean isFalse() {
            return "false".equalsIgnoreCase(text) || "no".equalsIgnoreCase(text) || "off".equalsIgnoreCase(text);
        }
    }

    /** A collection that is not at its end yet. */
    private static final class Open {
        final Value value;

        @Nullable
        String key;

        Open(Value value) {
            this.value = value;
        }
    }

    /**
     * The first document.
     *
     * @param name of the file, for messages
     * @throws CorruptDataException if it is no YAML, or deeper than any configuration is
     */
    public static Value parse(String text, String name) throws CorruptDataException {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(name).build();
            return build(new ParserImpl(settings, new StreamReader(settings, text)), name);
        } catch (YamlEngineException e) {
            String message = e.getMessage();
            throw new CorruptDataException(name + ": "
                    + (message == null ? "no YAML" : message.lines().findFirst().orElse("no YAML")));
        }
    }

    private static Value build(Iterator<Event> events, String name) throws CorruptDataException {
        Deque<Open> open = new ArrayDeque<>();
        Map<String, Value> anchors = new HashMap<>();
        Value root = Value.NOTHING;
        int values = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentEndEvent) {
                break;
            }
            if (event instanceof CollectionEndEvent) {
                open.pop();
                continue;
            }
            if (!(event instanceof NodeEvent node)) {
                continue;
            }
            if (++values > MAX_VALUES || open.size() > MAX_DEPTH) {
                throw new CorruptDataException(
                        "%s: more than %d values, or deeper than %d".formatted(name, MAX_VALUES, MAX_DEPTH));
            }
            Value value = value(node, anchors);
            if (open.isEmpty()) {
                root = value;
            } else {
                put(open.peek(), value);
            }
            if (event instanceof CollectionStartEvent) {
                open.push(new Open(value));
            }
        }
        return root;
    }

    private static Value value(NodeEvent event, Map<String, Value> anchors) {
        String anchor = event.getAnchor().map(Anchor::getValue).orElse(null);
        if (event instanceof AliasEvent) {
            return anchor == null ? Value.NOTHING : anchors.getOrDefault(anchor, Value.NOTHING);
        }
        int line = event.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        Value value = event instanceof ScalarEvent scalar
                ? new Value(scalar.getValue(), List.of(), Map.of(), line)
                : new Value(
                        null,
                        event instanceof MappingStartEvent ? List.of() : new ArrayList<>(),
                        event instanceof MappingStartEvent ? new LinkedHashMap<>() : Map.of(),
                        line);
        if (anchor != null) {
            anchors.put(anchor, value);
        }
        return value;
    }

    private static void put(Open into, Value value) {
        if (!(into.value.map instanceof LinkedHashMap)) {
            into.value.list.add(value);
        } else if (into.key == null) {
            into.key = value.text == null ? "" : value.text;
        } else {
            into.value.map.put(into.key, value);
            into.key = null;
        }
    }
}
