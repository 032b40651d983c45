/**
 * Compressed bytes: one class each, with {@link io.guestkit.codec.Decoder}s, and {@link io.guestkit.codec.Compressor}s
 * where something is written; and digests that the JDK does not have. The libraries that do the work (the JDK's zlib,
 * libdeflate, zstd-jni, XZ for Java) are named nowhere else.
 */
@NullMarked
package io.guestkit.codec;

import org.jspecify.annotations.NullMarked;
