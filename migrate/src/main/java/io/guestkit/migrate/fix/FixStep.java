package io.guestkit.migrate.fix;

import java.util.List;

/**
 * A change, and why it is made.
 *
 * @param id unique in its plan
 * @param rule that wants it
 * @param reason one sentence
 * @param evidence files and lines, keys or other facts that the reason stands on
 * @param dependsOn ids of steps that have to be done before; all of them stand before this one
 */
public record FixStep(
        String id, String rule, String reason, List<String> evidence, List<String> dependsOn, Operation operation) {

    public FixStep {
        evidence = List.copyOf(evidence);
        dependsOn = List.copyOf(dependsOn);
    }
}
