package io.guestkit.inspect;

/**
 * Where a part of a guest's identity came from.
 *
 * @param root device of the guest's root
 * @param fact the part, by its name in the report, such as {@code os_version}
 * @param value what it was found to be
 * @param source path of a file inside the guest, or what it was concluded from
 */
public record Evidence(String root, String fact, String value, String source) {}
