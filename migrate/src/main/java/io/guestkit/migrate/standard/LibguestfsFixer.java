package io.guestkit.migrate.standard;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.guestfs.Libguestfs;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.FixListener;
import io.guestkit.migrate.fix.FixPlan;
import io.guestkit.migrate.fix.FixRecord;
import io.guestkit.migrate.fix.FixResult;
import io.guestkit.migrate.fix.FixRun;
import io.guestkit.migrate.fix.PlanDocument;
import io.guestkit.migrate.fix.StepResult;
import io.guestkit.migrate.pipeline.GuestFixer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans by {@link Fixes}, and applies by {@link FixRun}. */
final class LibguestfsFixer implements GuestFixer {

    @Override
    public void require() throws UnsupportedFeatureException {
        Libguestfs.require();
    }

    @Override
    public Outcome fix(Request request) throws IOException {
        FixPlan plan;
        try (DiskSet disks = Disks.open(request.overlays(), request.open())) {
            plan = Fixes.plan(disks, request.target(), request.options(), request.root());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        Files.writeString(request.directory().resolve("fix-plan.yaml"), PlanDocument.write(plan));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("plan", PlanDocument.facts(plan));
        for (FixPlan.Note note : plan.notes()) {
            request.note().accept(note.rule() + ": " + note.text());
        }
        if (plan.steps().isEmpty()) {
            request.note().accept("nothing has to be changed");
            return new Outcome(0, 0, 0, List.of(), document);
        }
        FixListener listener = new FixListener() {
            @Override
            public void starting(String what) {
                request.note().accept(what + "…");
            }
        };
        FixResult result = FixRun.applyTo(
                plan, new FixRun.Settings(request.open(), Set.of(), false, false, listener, request.cancellation()));
        document.put("result", FixRecord.facts(result));
        List<String> problems = new ArrayList<>();
        for (StepResult step : result.steps()) {
            if (step.outcome() == StepResult.Outcome.FAILED || step.outcome() == StepResult.Outcome.SKIPPED) {
                problems.add(step.detail().isEmpty() ? step.id() : step.id() + ": " + step.detail());
            }
        }
        return new Outcome(
                result.count(StepResult.Outcome.VERIFIED) + result.count(StepResult.Outcome.NOT_PROVED),
                result.count(StepResult.Outcome.SKIPPED),
                result.count(StepResult.Outcome.FAILED),
                problems,
                document);
    }
}
