/**
 * What a guest needs to start on another hypervisor: made as a plan, applied to an overlay, and read again natively
 * before it counts as done.
 */
@NullMarked
package io.guestkit.migrate;

import org.jspecify.annotations.NullMarked;
