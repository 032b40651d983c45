/**
 * Compressed bytes: one class each, all of them {@link io.guestkit.codec.Decoder}s. The libraries that do the work
 * (the JDK's zlib, zstd-jni, XZ for Java) are named nowhere else.
 */
@NullMarked
package io.guestkit.codec;

import org.jspecify.annotations.NullMarked;
