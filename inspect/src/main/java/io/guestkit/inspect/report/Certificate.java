package io.guestkit.inspect.report;

import java.util.Optional;

/**
 * A certificate of this guest alone, not one of the distribution's own store.
 *
 * @param fingerprint {@code SHA256:} and 64 hexadecimal digits, of the DER form
 * @param subject and whom it was issued by, RFC 2253; absent if it cannot be parsed
 * @param notAfter last moment of its life, ISO 8601, UTC
 * @param source file, and the line where it starts
 */
public record Certificate(
        String fingerprint,
        Optional<String> subject,
        Optional<String> issuer,
        Optional<String> notAfter,
        String source) {}
