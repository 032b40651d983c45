/**
 * Volumes: the parts of disks that hold file systems, and the tables that say where they are.
 *
 * <p>A table format implements {@link io.guestkit.volume.TableDriver}; what it finds is a
 * {@link io.guestkit.volume.PartitionTable} of {@link io.guestkit.volume.Partition}s, facts without bytes.
 * {@link io.guestkit.volume.VolumeScanner} turns the tables of all disks of a guest into
 * {@link io.guestkit.volume.Volume}s, which are {@link io.guestkit.io.BlockSource}s with a device name.
 *
 * <p>A layer that makes volumes out of volumes implements {@link io.guestkit.volume.LayerDriver}: it recognises
 * {@link io.guestkit.volume.LayerMember}s and makes {@link io.guestkit.volume.LayerVolume}s of them.
 */
@NullMarked
package io.guestkit.volume;

import org.jspecify.annotations.NullMarked;
