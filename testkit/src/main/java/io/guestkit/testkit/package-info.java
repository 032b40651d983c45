/**
 * What tests stand on: the contract of a {@link io.guestkit.io.BlockSource}, the tools that judge our answers, recipes
 * for fixtures, real specimens, faults and bounds. Never shipped.
 *
 * <ul>
 *   <li>{@link io.guestkit.testkit.BlockSourceContract}: a source, its expected bytes and its boundaries make a suite
 *   <li>{@link io.guestkit.testkit.Oracle}: programs that we did not write
 *   <li>{@link io.guestkit.testkit.Fixtures}: runs {@code testkit/recipes/*.sh} once and keeps what they make
 *   <li>{@link io.guestkit.testkit.Corpus}: specimens kept beside the repository
 *   <li>{@link io.guestkit.testkit.FaultySource}, {@link io.guestkit.testkit.Bounded}: bad disks and hostile bytes
 * </ul>
 */
@NullMarked
package io.guestkit.testkit;

import org.jspecify.annotations.NullMarked;
