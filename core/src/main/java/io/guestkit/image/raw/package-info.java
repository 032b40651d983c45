/**
 * Raw images and block devices: the guest's disk byte by byte.
 *
 * <p>Holes of the file are unallocated in the image, read and written: what is not stored is not read when it is copied.
 * Written are sparse files, or with the option {@code preallocation} files that have their room reserved ({@code falloc})
 * or filled with zeros ({@code full}).
 *
 * <p>Known trap: anything is a raw image, so this driver stands last in the list of drivers, and a user who names the
 * format {@code raw} is taken at their word, whatever the guest wrote into its first sectors.
 */
@NullMarked
package io.guestkit.image.raw;

import org.jspecify.annotations.NullMarked;
