/**
 * XFS, read-only.
 */
@NullMarked
package io.guestkit.fs.xfs;

import org.jspecify.annotations.NullMarked;
