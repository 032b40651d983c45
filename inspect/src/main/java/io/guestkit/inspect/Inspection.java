package io.guestkit.inspect;

import io.guestkit.inspect.report.InspectReport;
import java.util.List;

/**
 * What was found out about the disks of a guest.
 *
 * @param guests those of the report, in the same order
 * @param evidence for the identities in the report
 */
public record Inspection(InspectReport report, List<Guest> guests, List<Evidence> evidence) {

    public Inspection {
        guests = List.copyOf(guests);
        evidence = List.copyOf(evidence);
    }
}
