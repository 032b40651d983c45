/**
 * Disk images: files that hold the disk of a virtual machine.
 *
 * <p>An {@link io.guestkit.image.ImageDriver} recognises and opens one format; what it opens is a
 * {@link io.guestkit.image.DiskImage}. Each format has one mapping function, {@link io.guestkit.image.DiskImage#run},
 * that turns guest positions into {@link io.guestkit.image.Run}s; {@link io.guestkit.image.MappedImage} reads, and
 * reports extents, from those runs and nothing else, so that a map and the data it maps cannot disagree.
 *
 * <p>A format knows no other format. What an image names besides itself (a backing file, a data file) it opens through
 * the {@link io.guestkit.image.ImageOpener} it is given, which decides whether it may.
 */
@NullMarked
package io.guestkit.image;

import org.jspecify.annotations.NullMarked;
