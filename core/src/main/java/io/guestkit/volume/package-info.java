/**
 * Volumes: the parts of disks that hold file systems, and the tables that say where they are.
 *
 * <p>A table format implements {@link io.guestkit.volume.TableDriver}; what it finds is a
 * {@link io.guestkit.volume.PartitionTable} of {@link io.guestkit.volume.Partition}s, facts without bytes.
 * {@link io.guestkit.volume.VolumeScanner} turns the tables of all disks of a guest into
 * {@link io.guestkit.volume.Volume}s, which are {@link io.guestkit.io.BlockSource}s with a device name.
 */
@NullMarked
package io.guestkit.volume;

import org.jspecify.annotations.NullMarked;
