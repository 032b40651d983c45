/**
 * ext2, ext3 and ext4, read-only. Specification: "ext4 Data Structures and Algorithms" in the documentation of the Linux
 * kernel, <a href="https://docs.kernel.org/filesystems/ext4/index.html">docs.kernel.org/filesystems/ext4</a>; names of
 * fields are those of the specification.
 */
@NullMarked
package io.guestkit.fs.ext4;

import org.jspecify.annotations.NullMarked;
