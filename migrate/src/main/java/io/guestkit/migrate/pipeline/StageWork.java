package io.guestkit.migrate.pipeline;

import java.io.IOException;
import java.util.Map;

/** What a stage does. */
interface StageWork {

    /**
     * Does it, and changes the context when it is done and not before: after a failure it may be tried again, or left
     * out.
     *
     * @return what later stages need of it, with hashes: plain maps, lists, texts and numbers
     */
    Map<String, Object> run(StageRun run) throws IOException;

    /**
     * Takes over what an earlier run has made, and changes the context as {@link #run} does.
     *
     * @param made what that one returned
     * @return false if it is no longer there as it was, so that it has to be done again
     */
    boolean takeOver(Map<String, Object> made, StageRun run) throws IOException;

    /** What does the work of a stage. */
    static StageWork of(Stage stage) {
        return switch (stage) {
            case FETCH -> new FetchStage();
            case FLATTEN -> new FlattenStage();
            case INSPECT -> new InspectStage();
            case FIX -> new FixStage();
            case CONVERT -> new ConvertStage();
            case VALIDATE -> new ValidateStage();
        };
    }
}
