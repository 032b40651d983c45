/**
 * What keeps Linux guests from running on other hardware. Each rule is a class; {@link LinuxFixes} has them in their order.
 */
@NullMarked
package io.guestkit.migrate.linux;

import org.jspecify.annotations.NullMarked;
