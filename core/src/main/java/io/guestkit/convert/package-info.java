/**
 * Copies disks from one image to another, and compares them.
 *
 * <p>{@link io.guestkit.convert.DiskConverter} is the front door. What it does with the native engine, in reading order:
 * {@link io.guestkit.convert.Planner} cuts the stored parts of a disk into pieces, {@link io.guestkit.convert.Pipeline}
 * hands them to threads and runs one step of each in order, {@link io.guestkit.convert.Copier} reads, drops zeros,
 * encodes, asks the {@link io.guestkit.image.ImageWriter} for a place and writes, {@link io.guestkit.convert.NewFiles}
 * puts the finished files in their place. {@link io.guestkit.convert.ContentHash} and
 * {@link io.guestkit.convert.Comparison} run over the same pipeline.
 */
@NullMarked
package io.guestkit.convert;

import org.jspecify.annotations.NullMarked;
