package io.guestkit.io;

/**
 * A doubt that does not stop the work, such as a header that was repaired from its backup.
 *
 * @param where what the doubt is about: a file, a device, a structure
 * @param message one sentence
 */
public record Warning(String where, String message) {}
