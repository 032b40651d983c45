/**
 * The rules that find out who a guest is: where to look, and what it means. How a file is to be read is the business of
 * {@link io.guestkit.inspect.parse}.
 *
 * <p>A {@link io.guestkit.inspect.rule.Rule} is one question. It sees the guest's files below one directory
 * ({@link io.guestkit.inspect.rule.GuestFiles}) and says what it found, and in which file, to
 * {@link io.guestkit.inspect.rule.Findings}. {@link io.guestkit.inspect.rule.LinuxRules} lists them in their order.
 *
 * <p>To teach a distribution: its name and family in {@link io.guestkit.inspect.rule.Distribution}, and an example
 * among the golden guests of the tests.
 */
@NullMarked
package io.guestkit.inspect.rule;

import org.jspecify.annotations.NullMarked;
