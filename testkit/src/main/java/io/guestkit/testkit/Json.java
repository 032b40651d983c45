package io.guestkit.testkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what tools print as JSON: objects are maps, arrays lists, whole numbers longs. */
public final class Json {

    private Json() {}

    public static @Nullable Object read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    public static @Nullable Object parse(String text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            return value(parser);
        }
    }

    /** The members of an object whose keys are known to be strings. */
    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(@Nullable Object value) {
        return (Map<String, Object>) java.util.Objects.requireNonNull(value);
    }

    /** The elements of an array. */
    @SuppressWarnings("unchecked")
    public static List<Object> array(@Nullable Object value) {
        return (List<Object>) java.util.Objects.requireNonNull(value);
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    object.put(key, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            default -> parser.getText();
        };
    }
}
