/**
 * The command line. No logic of its own: commands resolve what they were given, ask {@code core} and {@code inspect},
 * and print.
 *
 * <p>Reading order: {@link io.guestkit.cli.Main} (one call from arguments to exit code), {@link io.guestkit.cli.Commands}
 * (the table), {@link io.guestkit.cli.Usage} and {@link io.guestkit.cli.Flag} (what a command takes; help and completion
 * are made of the same words), {@link io.guestkit.cli.Target} (from IMAGE and PATH to a {@link java.nio.file.Path}),
 * {@link io.guestkit.cli.Failure} (from an exception to one line and an exit code).
 *
 * <p>A command is a process, so its start is most of what it costs: no regular expressions, formatters or streams on the
 * way to {@code version} and {@code help}, and a command's classes are loaded only when it is asked for.
 */
@NullMarked
package io.guestkit.cli;

import org.jspecify.annotations.NullMarked;
