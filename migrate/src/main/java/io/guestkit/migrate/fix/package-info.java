/**
 * Plans of what to change in a guest, their application to an overlay, and the proof that it was done.
 *
 * <p>Reading order: {@link Operation} (what can be changed), {@link FixStep} and {@link FixPlan}, {@link Draft} (how rules
 * make one), {@link FixPlanner}, {@link FixRun} (overlay, appliance, proof), {@link Writing} (how each operation is done) and
 * {@link Reading} (how it is proved, natively). An overlay that is not finished is an {@link UnfinishedOverlay}.
 *
 * <p>Known traps: two steps may change the same file, so the second is made from what the first leaves. A file may be
 * reached by several links: steps name it by its real path. A kernel that unpacks an initramfs replaces a link by a
 * directory of the same name, so that an archive that is appended must follow what is there.
 */
@NullMarked
package io.guestkit.migrate.fix;

import org.jspecify.annotations.NullMarked;
