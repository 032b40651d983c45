/** NTFS, read-only. */
@NullMarked
package io.guestkit.fs.ntfs;

import org.jspecify.annotations.NullMarked;
