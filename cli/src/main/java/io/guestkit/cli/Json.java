package io.guestkit.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@link Facts} as JSON, in UTF-8. */
final class Json {

    /**
     * Surrogates are written as escapes, pairs and lone ones alike: a lone one stands for a byte of a guest's name that
     * is no UTF-8, and has no other spelling.
     */
    private static final int LAST_BEFORE_SURROGATES = 0xd7ff;

    /** An object and a list for each directory that can be in another one. */
    private static final int MOST_NESTED = 2 * Ancestry.MAX_DEPTH + 16;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(MOST_NESTED)
                    .build())
            .build();

    private Json() {}

    /** Indented by two spaces, lists an element a line. */
    static void printPretty(@Nullable Object facts, OutputStream out) throws IOException {
        try (JsonGenerator json = pretty(out)) {
            write(facts, json);
        }
        out.write('\n');
    }

    /** For what is too large to be put together first. Whoever takes it closes it, and ends the last line. */
    static JsonGenerator pretty(OutputStream out) throws IOException {
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
    static void printLine(@Nullable Object facts, OutputStream out) throws IOException {
        try (JsonGenerator json = generator(out)) {
            write(facts, json);
        }
        out.write('\n');
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
}
