package io.guestkit.inspect.report;

import java.util.Optional;

/**
 * A medium that systems are installed from, or run from without being installed.
 *
 * @param kind {@code live} or {@code installer}
 * @param distro as in {@link Identity#distro}
 * @param name for people, as the medium has it
 * @param version of the system on it
 * @param source file on the medium
 */
public record MediumReport(
        String device,
        String kind,
        Optional<String> distro,
        Optional<String> name,
        Optional<String> version,
        String source) {}
