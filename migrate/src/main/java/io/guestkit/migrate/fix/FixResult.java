package io.guestkit.migrate.fix;

import io.guestkit.inspect.report.BootReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of a plan.
 *
 * @param success whether the overlays are there: no step failed, and none was skipped that should have been done
 * @param steps in the order of the plan
 * @param overlays one for each image; none without success
 * @param boot how the guest would start afterwards; empty without success
 */
public record FixResult(
        boolean success, List<StepResult> steps, List<Path> overlays, Optional<BootReport> boot, Duration duration) {

    public FixResult {
        steps = List.copyOf(steps);
        overlays = List.copyOf(overlays);
    }

    /** How many steps ended so. */
    public int count(StepResult.Outcome outcome) {
        int count = 0;
        for (StepResult step : steps) {
            count += step.outcome() == outcome ? 1 : 0;
        }
        return count;
    }
}
