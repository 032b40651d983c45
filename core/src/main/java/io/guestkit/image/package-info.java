/**
 * Disk images: files that hold the disk of a virtual machine.
 *
 * <p>An {@link io.guestkit.image.ImageDriver} recognises and opens one format; what it opens is a
 * {@link io.guestkit.image.DiskImage}. Each format has one mapping function, {@link io.guestkit.image.DiskImage#run},
 * that turns guest positions into {@link io.guestkit.image.Run}s; {@link io.guestkit.image.MappedImage} reads, and
 * reports extents, from those runs and nothing else, so that a map and the data it maps cannot disagree.
 *
 * <p>Writing is laid out by an {@link io.guestkit.image.ImageWriter}, one for each format: it says where content goes, in
 * the order of the disk, and keeps the tables; whoever copies writes the bytes there, on several threads.
 *
 * <p>A format knows no other format. What an image names besides itself (a backing file, a data file) it opens through
 * the {@link io.guestkit.image.ImageOpener} it is given, which decides whether it may.
 */
@NullMarked
package io.guestkit.image;

import org.jspecify.annotations.NullMarked;
