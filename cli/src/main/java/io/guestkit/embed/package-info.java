/**
 * For programs in other languages that run guestkit inside of their own process, such as the Python package: the public
 * API with few crossings of the border. What crosses it is bytes, numbers and handles. Answers are JSON in the words of
 * the commands' {@code --output json}; names are the bytes that the guest has, since the strings of few languages hold
 * every name; directories come in batches, and content goes into the caller's own memory.
 *
 * <p>Reading order: {@link io.guestkit.embed.OpenedDisks} (the disks of a guest), {@link io.guestkit.embed.FileTree} and
 * {@link io.guestkit.embed.EntryBatches} (files), {@link io.guestkit.embed.Content} (bytes at any position),
 * {@link io.guestkit.embed.RegistryDocuments}, {@link io.guestkit.embed.Failures} (what an exception means).
 */
@NullMarked
package io.guestkit.embed;

import org.jspecify.annotations.NullMarked;
