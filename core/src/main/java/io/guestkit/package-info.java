/** The front door: {@link io.guestkit.Disks} opens the images of a guest and finds what is on them. */
@NullMarked
package io.guestkit;

import org.jspecify.annotations.NullMarked;
