package io.guestkit.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Collects what {@link Proves} claims of the tests that ran, and whether they passed, in {@code target/proofs.tsv}: one
 * line {@code area, feature, verdict, referee, outcome} a claim, sorted. A claim of several tests has passed if all of
 * them have.
 */
public final class ProofListener implements TestExecutionListener {

    /** Worst last: a claim is as good as its worst test. */
    private enum Outcome {
        PASSED,
        SKIPPED,
        FAILED
    }

    private final TreeMap<String, Outcome> claims = new TreeMap<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Outcome outcome = switch (result.getStatus()) {
            case SUCCESSFUL -> Outcome.PASSED;
            case ABORTED -> Outcome.SKIPPED;
            case FAILED -> Outcome.FAILED;
        };
        record(test, outcome);
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        record(test, Outcome.SKIPPED);
    }

    private synchronized void record(TestIdentifier test, Outcome outcome) {
        if (test.getSource().orElse(null) instanceof MethodSource source) {
            for (Proves claim : claimsOf(source)) {
                String line = String.join("\t", claim.area(), claim.feature(), claim.verdict(), claim.referee());
                claims.merge(line, outcome, (a, b) -> a.compareTo(b) >= 0 ? a : b);
            }
        }
    }

    private static List<Proves> claimsOf(MethodSource source) {
        List<Proves> claims = new ArrayList<>();
        Method method = source.getJavaMethod();
        claims.addAll(List.of(method.getAnnotationsByType(Proves.class)));
        claims.addAll(List.of(source.getJavaClass().getAnnotationsByType(Proves.class)));
        return claims;
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        if (claims.isEmpty()) {
            return; // the fuzz tests, in a process of their own, claim nothing
        }
        List<String> lines = new ArrayList<>();
        claims.forEach(
                (claim, outcome) -> lines.add(claim + "\t" + outcome.name().toLowerCase(java.util.Locale.ROOT)));
        try {
            Path target = Path.of("target");
            Files.createDirectories(target);
            Files.write(target.resolve("proofs.tsv"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
