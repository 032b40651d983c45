package io.guestkit.inspect.report;

/**
 * One thing that has to be right for a guest to start.
 *
 * @param link {@code firmware}, {@code loader}, {@code configuration}, {@code entry}, {@code kernel}, {@code initramfs},
 *     {@code drivers}, {@code root} or {@code fstab}; of Windows also {@code program} (the loader of the entry),
 *     {@code resume}, {@code registry}, {@code letters} and {@code volume} (how it was left)
 * @param detail one sentence
 * @param source the file and line, the object or key of a registry, or what it was concluded from
 */
public record BootLink(String link, BootReport.Verdict verdict, String detail, String source) {}
