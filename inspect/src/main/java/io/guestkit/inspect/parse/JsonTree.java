package io.guestkit.inspect.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small JSON document as maps, lists and texts. Numbers and truth values are of no interest and become null. */
public final class JsonTree {

    private static final int MAX_DEPTH = 64;
    /** Each costs up to 200 bytes. */
    private static final int MAX_VALUES = 500_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(1 << 20)
                    .maxNameLength(1 << 16)
                    .build())
            .build();

    private final JsonParser parser;
    private int values;

    private JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    /** @throws CorruptDataException if it is no JSON, or deeper or larger than any such document */
    public static @Nullable Object parse(byte[] json) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            return new JsonTree(parser).value();
        } catch (JsonProcessingException e) {
            CorruptDataException corrupt = new CorruptDataException("JSON: " + e.getOriginalMessage());
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    /** Calls itself as deep as the document, which the parser bounds. */
    private @Nullable Object value() throws IOException {
        if (++values > MAX_VALUES) {
            throw new CorruptDataException("JSON: more than %d values".formatted(MAX_VALUES));
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                map.put(name, value());
            }
            return map;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY && parser.currentToken() != null) {
                list.add(value());
            }
            return list;
        }
        return token == JsonToken.VALUE_STRING ? parser.getText() : null;
    }

    /** The text in an object under a name, or null. */
    public static @Nullable String text(@Nullable Object object, String name) {
        return object instanceof Map<?, ?> map && map.get(name) instanceof String text ? text : null;
    }

    /** What is in an object under a name, or null. */
    public static @Nullable Object get(@Nullable Object object, String name) {
        return object instanceof Map<?, ?> map ? map.get(name) : null;
    }

    /** Elements of a list; none if it is no list. */
    public static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    /** A text, or the texts of a list joined. */
    public static @Nullable String joined(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        StringBuilder all = new StringBuilder();
        for (Object each : list(value)) {
            if (each instanceof String text) {
                all.append(all.isEmpty() ? "" : " OR ").append(text);
            }
        }
        return all.isEmpty() ? null : all.toString();
    }
}
