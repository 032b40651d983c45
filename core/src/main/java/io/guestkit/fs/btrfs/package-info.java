/** btrfs, read-only. */
@NullMarked
package io.guestkit.fs.btrfs;

import org.jspecify.annotations.NullMarked;
