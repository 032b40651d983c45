/**
 * How a Linux guest is set up: the rules of each area, asked after those that say who the guest is.
 *
 * <p>Reading order: {@link io.guestkit.inspect.config.LinuxConfiguration} lists the rules;
 * {@link io.guestkit.inspect.config.SystemdUnits} is the model of one that several others build on. How a file is to be
 * read is the business of {@link io.guestkit.inspect.parse}.
 *
 * <p>Everything that is reported names the file and, where there is one, the line that says it ({@code /etc/passwd:3}).
 * Secrets stay where they are: no hash of a password and no key leaves a guest, only whether there is one, and
 * fingerprints of public keys.
 *
 * <p>Known traps: an interface that ifupdown, netplan and NetworkManager all name is reported once for each, since which
 * of them wins depends on what runs; a unit that is enabled is not thereby started (conditions, masks of what it needs);
 * a state in {@code /run} is gone when the guest is off and is not looked for.
 */
@NullMarked
package io.guestkit.inspect.config;

import org.jspecify.annotations.NullMarked;
