/** From a guest's mount table to the devices that it means, and from the disks to the firmware that starts them. */
@NullMarked
package io.guestkit.inspect.storage;

import org.jspecify.annotations.NullMarked;
