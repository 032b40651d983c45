package io.guestkit.cli;

import io.guestkit.inspect.document.Facts;
import io.guestkit.inspect.document.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Prints facts as a document: one for the whole answer, or one for each line of a listing. */
final class Document {

    private Document() {}

    /** @param facts what {@link Facts} makes of anything */
    static void print(@Nullable Object facts, Invocation call) throws IOException {
        switch (call.output()) {
            case JSON -> Json.printPretty(facts, call.streams().out());
            case YAML -> Yaml.print(facts, call.streams(), false);
            case TEXT -> throw new IllegalStateException("text has no documents");
        }
    }

    /** One of many: a line of JSON Lines, or a document of a YAML stream. */
    static void printItem(@Nullable Object facts, Invocation call) throws IOException {
        switch (call.output()) {
            case JSON -> call.streams().jsonLines().print(facts);
            case YAML -> Yaml.print(facts, call.streams(), true);
            case TEXT -> throw new IllegalStateException("text has no documents");
        }
    }
}
