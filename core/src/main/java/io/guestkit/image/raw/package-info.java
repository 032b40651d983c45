/**
 * Raw images and block devices: the guest's disk byte by byte.
 *
 * <p>Known trap: anything is a raw image, so this driver stands last in the list of drivers, and a user who names the
 * format {@code raw} is taken at their word, whatever the guest wrote into its first sectors.
 */
@NullMarked
package io.guestkit.image.raw;

import org.jspecify.annotations.NullMarked;
