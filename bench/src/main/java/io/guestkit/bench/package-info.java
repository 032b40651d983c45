/**
 * Measurements of parts, with JMH. Whole processes are measured by {@code bench/cold-start.sh}.
 *
 * <pre>
 * mvn -q -B -Dmaven.test.skip=true -pl bench -am package
 * java -jar bench/target/guestkit-bench-0.1.0.jar            # all; add a regular expression to choose, -h for help
 * </pre>
 */
@NullMarked
package io.guestkit.bench;

import org.jspecify.annotations.NullMarked;
