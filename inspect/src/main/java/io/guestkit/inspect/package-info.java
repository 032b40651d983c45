/**
 * Who is this guest: {@link io.guestkit.inspect.Inspector} takes opened disks and answers with a report and with the
 * guests' own trees of files.
 *
 * <p>The way of a fact: every file system is classified by what is on it; a root makes a guest; the guest's fstab is
 * resolved to the devices at hand and mounted; over that tree go the rules.
 */
@NullMarked
package io.guestkit.inspect;

import org.jspecify.annotations.NullMarked;
