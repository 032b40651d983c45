/**
 * Migrates a guest, stage by stage.
 *
 * <p>{@link io.guestkit.migrate.pipeline.Pipeline} is the front door; {@link
 * io.guestkit.migrate.pipeline.PipelineFile} makes one of a YAML file. Reading order: {@link
 * io.guestkit.migrate.pipeline.Stage}, {@link io.guestkit.migrate.pipeline.MigrationSettings} (what is asked for), {@link
 * io.guestkit.migrate.pipeline.MigrationContext} (what is known so far), {@link
 * io.guestkit.migrate.pipeline.StageRunner} (hooks, failures, the journal), the six stages, {@link
 * io.guestkit.migrate.pipeline.ApplianceFetch} (what an OVF on a server names), {@link
 * io.guestkit.migrate.pipeline.Release} (everything to its place).
 *
 * <p>Seams, each of which does nothing or refuses until somebody is put there: {@link
 * io.guestkit.migrate.pipeline.GuestFixer}, {@link io.guestkit.migrate.pipeline.MachineWriter}, {@link
 * io.guestkit.migrate.pipeline.BootTester}, {@link io.guestkit.migrate.pipeline.fetch.Fetcher}.
 *
 * <p>What holds at any moment, also when the process is killed: sources are as they were; at the output's place is what
 * was there before, or all of the new; the journal claims nothing that is not on stable storage. Hooks run at least once,
 * and twice where a kill comes between them and the journal.
 */
@NullMarked
package io.guestkit.migrate.pipeline;

import org.jspecify.annotations.NullMarked;
