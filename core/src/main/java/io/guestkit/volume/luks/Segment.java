package io.guestkit.volume.luks;

/**
 * A part of the volume.
 *
 * @param offset of its ciphertext on the device, in bytes
 * @param length in bytes
 * @param cipher {@link CipherSpec.Mode#NULL} of a part that is not encrypted
 * @param ivTweak added to the number of each sector, which counts from 0 at the start of the segment
 * @param sectorSize in bytes
 */
record Segment(long offset, long length, CipherSpec cipher, long ivTweak, int sectorSize) {}
