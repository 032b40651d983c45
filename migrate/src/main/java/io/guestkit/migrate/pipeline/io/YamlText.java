package io.guestkit.migrate.pipeline.io;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** What has to be known of a YAML document before it is loaded, and of one that cannot be. */
public final class YamlText {

    private static final int MOST_LEVELS = 50;

    private YamlText() {}

    /**
     * Whether it is nested deeper than any of ours: who loads it calls himself for each level.
     *
     * @throws YamlEngineException if it is no YAML
     */
    public static boolean isTooDeep(LoadSettings settings, String text) {
        ParserImpl events = new ParserImpl(settings, new StreamReader(settings, text));
        int depth = 0;
        while (events.hasNext()) {
            Event event = events.next();
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > MOST_LEVELS) {
                return true;
            }
        }
        return false;
    }

    /** Why it cannot be loaded, in a line. */
    public static String problem(YamlEngineException failure) {
        if (failure instanceof MarkedYamlEngineException marked) {
            int line = marked.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            return "line %d: %s".formatted(line, marked.getProblem());
        }
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }
}
