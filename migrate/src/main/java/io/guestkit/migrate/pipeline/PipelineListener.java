package io.guestkit.migrate.pipeline;

/** Sees all that happens in a migration. Called by one thread at a time, not always the same; must throw nothing. */
@FunctionalInterface
public interface PipelineListener {

    /** Nobody is watching. */
    PipelineListener NONE = event -> {};

    void happened(PipelineEvent event);
}
