/**
 * Bytes: where they come from, how they stack, and how structures are read out of them.
 *
 * <p>Reading order: {@link io.guestkit.io.BlockSource} (everything is one), {@link io.guestkit.io.Extent},
 * {@link io.guestkit.io.StructView} (fixed-layout structures), {@link io.guestkit.io.Cursor} (variable-length ones), then
 * {@link io.guestkit.io.DiskException} and its three children. The sources of this package stack freely: a
 * {@link io.guestkit.io.SliceSource} of a {@link io.guestkit.io.FileSource} is a partition, a
 * {@link io.guestkit.io.PatchedSource} over that is the partition with its journal replayed.
 */
@NullMarked
package io.guestkit.io;

import org.jspecify.annotations.NullMarked;
