package io.guestkit.cli;

import io.guestkit.inspect.document.Facts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.representer.StandardRepresenter;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Writes {@link Facts} as YAML 1.2, in UTF-8. */
final class Yaml {

    private Yaml() {}

    /** @param marked whether {@code ---} comes first */
    static void print(@Nullable Object facts, Streams streams, boolean marked) throws IOException {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setExplicitStart(marked)
                .setWidth(Integer.MAX_VALUE)
                .setDereferenceAliases(true)
                .setSchema(new CoreSchema())
                .build();
        try {
            new Dump(settings, new Quoting(settings)).dump(facts, new Utf8(streams));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Quotes strings that an older parser would take for something else: YAML 1.1 reads {@code 8:1} as 481, {@code 0644}
     * as 420 and {@code no} as false.
     */
    private static final class Quoting extends StandardRepresenter {

        private static final Set<String> WORDS = Set.of("y", "yes", "n", "no", "on", "off");

        Quoting(DumpSettings settings) {
            super(settings);
            representers.put(
                    String.class,
                    value -> representScalar(
                            Tag.STR,
                            (String) value,
                            isAmbiguous((String) value) ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.PLAIN));
        }

        private static boolean isAmbiguous(String text) {
            return text.isEmpty()
                    || "+-.0123456789".indexOf(text.charAt(0)) >= 0
                    || WORDS.contains(text.toLowerCase(Locale.ROOT));
        }
    }

    private record Utf8(Streams streams) implements StreamDataWriter {

        @Override
        public void write(String text) {
            try {
                streams.out().write(Text.bytes(text));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void write(String text, int offset, int length) {
            write(text.substring(offset, offset + length));
        }
    }
}
