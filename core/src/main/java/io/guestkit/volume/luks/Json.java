package io.guestkit.volume.luks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value of the JSON area of LUKS2, with the path by which it was reached, so that whoever takes it for what it is not
 * can be told where. Numbers beyond 2⁵³ are texts there, and there are no fractions.
 */
final class Json {

    /** Four times as deep as the metadata of LUKS2. */
    private static final int MAX_DEPTH = 24;
    /** Values in all: what 32 keyslots, segments, digests and tokens need, many times over. */
    private static final int MAX_VALUES = 65_536;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(20)
                    .maxNameLength(256)
                    .maxStringLength(Luks2Header.MAX_SIZE)
                    .build())
            .build();

    private static final Object OTHER = new Object();

    private final String path;
    /** A Map, List, String, Long, or {@link #OTHER}. */
    private final Object value;

    private Json(String path, Object value) {
        this.path = path;
        this.value = value;
    }

    /**
     * Parses one object.
     *
     * @param length of it in bytes
     */
    static Json parse(byte[] utf8, int length) throws CorruptDataException {
        try (JsonParser parser = FACTORY.createParser(utf8, 0, length)) {
            Reader reader = new Reader(parser);
            parser.nextToken();
            Object root = reader.value();
            if (!(root instanceof Map) || parser.nextToken() != null) {
                throw new CorruptDataException("luks2 json: is not one object");
            }
            return new Json("", root);
        } catch (CorruptDataException e) {
            throw e;
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : "byte " + e.getLocation().getByteOffset() + ": ";
            throw new CorruptDataException("luks2 json: " + where + e.getOriginalMessage());
        } catch (IOException e) { // such as bytes that are no UTF-8
            throw new CorruptDataException("luks2 json: " + e.getMessage());
        }
    }

    /** Builds values out of tokens; as deep as the factory allows. */
    private static final class Reader {
        private final JsonParser parser;
        private int values;

        Reader(JsonParser parser) {
            this.parser = parser;
        }

        Object value() throws IOException {
            if (++values > MAX_VALUES) {
                throw new CorruptDataException("luks2 json: has more than " + MAX_VALUES + " values");
            }
            JsonToken token = parser.currentToken();
            if (token == null) {
                throw new CorruptDataException("luks2 json: is empty");
            }
            return switch (token) {
                case START_OBJECT -> object();
                case START_ARRAY -> array();
                case VALUE_STRING -> parser.getText();
                case VALUE_NUMBER_INT -> parser.getLongValue();
                default -> OTHER; // true, false, null and fractions, of which nothing here depends
            };
        }

        private Map<String, Object> object() throws IOException {
            Map<String, Object> members = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, value());
            }
            return members;
        }

        private List<Object> array() throws IOException {
            List<Object> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(value());
            }
            return elements;
        }
    }

    /** The member of an object. */
    Json get(String name) throws CorruptDataException {
        return find(name).orElseThrow(() -> new CorruptDataException("luks2 json: " + below(name) + " is missing"));
    }

    /** The member of an object, if it has it. */
    Optional<Json> find(String name) throws CorruptDataException {
        Object member = object().get(name);
        return member == null ? Optional.empty() : Optional.of(new Json(below(name), member));
    }

    /** The members of an object whose names are numbers, by these numbers in order, of which there are at most {@code max}. */
    Map<Integer, Json> numbered(int max) throws CorruptDataException {
        java.util.TreeMap<Integer, Json> members = new java.util.TreeMap<>();
        for (Map.Entry<String, Object> member : object().entrySet()) {
            Json value = new Json(below(member.getKey()), member.getValue());
            members.put(value.in(number(member.getKey()), 0, Integer.MAX_VALUE), value);
        }
        if (members.size() > max) {
            throw corrupt(members.size() + " members", max + " or less");
        }
        return members;
    }

    /** Elements of an array that are texts. */
    List<String> texts() throws CorruptDataException {
        if (!(value instanceof List<?> elements)) {
            throw corrupt(kind(), "an array");
        }
        List<String> texts = new ArrayList<>();
        for (Object element : elements) {
            texts.add(new Json(path + "[" + texts.size() + "]", element).text());
        }
        return texts;
    }

    String text() throws CorruptDataException {
        if (value instanceof String text) {
            return text;
        }
        throw corrupt(kind(), "a text");
    }

    /** A number in {@code [min, max]}. */
    int number(int min, int max) throws CorruptDataException {
        return in(value instanceof Long number ? number : null, min, max);
    }

    /** A number of 63 bits at most, which stands there as a text; a multiple of {@code unit}. */
    long decimal(long unit) throws CorruptDataException {
        Long number = number(text());
        if (number == null || number % unit != 0) {
            throw corrupt(shown(), "a multiple of " + unit + " below 2^63");
        }
        return number;
    }

    /** Bytes that stand there as base64, of which there are 1 to {@code max}. */
    byte[] bytes(int max) throws CorruptDataException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text());
            if (bytes.length == 0 || bytes.length > max) {
                throw corrupt(bytes.length + " bytes", "1.." + max);
            }
            return bytes;
        } catch (IllegalArgumentException e) {
            throw corrupt(shown(), "base64");
        }
    }

    /** An exception that says what is wrong with this value; the caller throws it. */
    CorruptDataException corrupt(String got, String expected) {
        return new CorruptDataException("luks2 json: " + path + " is " + got + ", expected " + expected);
    }

    String path() {
        return path;
    }

    private int in(@Nullable Long number, int min, int max) throws CorruptDataException {
        if (number == null || number < min || number > max) {
            throw corrupt(number == null ? kind() : number.toString(), min + ".." + max);
        }
        return number.intValue();
    }

    private static @Nullable Long number(String text) {
        if (text.isEmpty() || text.length() > 19) {
            return null;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return null;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    @SuppressWarnings("unchecked") // the Reader makes no other maps
    private Map<String, Object> object() throws CorruptDataException {
        if (value instanceof Map<?, ?> members) {
            return (Map<String, Object>) members;
        }
        throw corrupt(kind(), "an object");
    }

    private String below(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private String kind() {
        return switch (value) {
            case Map<?, ?> object -> "an object";
            case List<?> array -> "an array";
            case String text -> shown();
            case Long number -> number.toString();
            default -> "something else";
        };
    }

    private String shown() {
        String text = String.valueOf(value);
        return "\"" + (text.length() <= 40 ? text : text.substring(0, 40) + "…") + "\"";
    }
}
