package io.guestkit.image;

import java.util.OptionalLong;

/**
 * A file that an OVF descriptor names beside itself. Spec: DSP0243, "References".
 *
 * @param reference {@code ovf:href}, as it stands there: a relative address, or anything at all
 * @param size in bytes, if the descriptor says it
 * @param chunked whether it is in several files, whose names go on with numbers
 */
public record ApplianceFile(String reference, OptionalLong size, boolean chunked) {}
