package io.guestkit.inspect.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link Facts} as JSON, in UTF-8: written, and read again. */
public final class Json {

    /**
     * Surrogates are written as escapes, pairs and lone ones alike: a lone one stands for a byte of a guest's name that
     * is no UTF-8, and has no other spelling.
     */
    private static final int LAST_BEFORE_SURROGATES = 0xd7ff;

    /** An object and a list for each directory that can be in another one: Linux' PATH_MAX allows for 2048. */
    private static final int MOST_NESTED = 2 * 2048 + 16;

    /** Reading calls itself for each. */
    private static final int MOST_NESTED_READ = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_NESTED_READ)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(MOST_NESTED)
                    .build())
            .build();

    private Json() {}

    /** Indented by two spaces, lists an element a line. */
    public static void printPretty(@Nullable Object facts, OutputStream out) throws IOException {
        try (JsonGenerator json = pretty(out)) {
            write(facts, json);
        }
        out.write('\n');
    }

    /** For what is too large to be put together first. Whoever takes it closes it, and ends the last line. */
    public static JsonGenerator pretty(OutputStream out) throws IOException {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withArrayEmptySeparator("")
                .withObjectEmptySeparator(""));
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        JsonGenerator json = generator(out);
        json.setPrettyPrinter(printer);
        return json;
    }

    /** In one line. */
    public static void printLine(@Nullable Object facts, OutputStream out) throws IOException {
        try (JsonGenerator json = generator(out)) {
            write(facts, json);
        }
        out.write('\n');
    }

    /** JSON Lines, without what a single one costs on top of its text. */
    public static final class Lines {
        private final JsonGenerator json;

        /** @param out flushed by whoever has it; each line has gone there when {@link #print} returns */
        public Lines(OutputStream out) throws IOException {
            this.json = generator(out);
            json.setPrettyPrinter(new MinimalPrettyPrinter(null)); // the lines have their ends
        }

        public void print(@Nullable Object facts) throws IOException {
            write(facts, json);
            json.writeRaw('\n');
            json.flush();
        }
    }

    private static JsonGenerator generator(OutputStream out) throws IOException {
        return FACTORY.createGenerator(out).setHighestNonEscapedChar(LAST_BEFORE_SURROGATES);
    }

    private static void write(@Nullable Object value, JsonGenerator json) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Boolean flag -> json.writeBoolean(flag);
            case Number number -> json.writeNumber(number.toString());
            case Collection<?> all -> {
                json.writeStartArray();
                for (Object element : all) {
                    write(element, json);
                }
                json.writeEndArray();
            }
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    json.writeFieldName(String.valueOf(entry.getKey()));
                    write(entry.getValue(), json);
                }
                json.writeEndObject();
            }
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    /**
     * Reads what was written: objects as maps in their order, arrays as lists, whole numbers as longs, others as doubles.
     *
     * @param name of the document, for messages
     * @throws CorruptDataException if it is no JSON, or deeper or longer than anything that is written here
     */
    public static @Nullable Object read(byte[] json, String name) throws IOException {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            return read(parser);
        } catch (JsonProcessingException e) {
            CorruptDataException corrupt = new CorruptDataException(name + " is no JSON: " + e.getOriginalMessage());
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    /** Calls itself as deep as the document, which the parser bounds. */
    private static @Nullable Object read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    map.put(key, read(parser));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(parser));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> null;
        };
    }
}
