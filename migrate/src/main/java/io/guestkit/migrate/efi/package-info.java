/**
 * EFI system partitions, as far as fixes change them: whatever system the guest is.
 *
 * <p>Specification: UEFI 2.10, 3.5.1.1 (where firmware looks that knows of no entry), 5.2.2 and 5.3.3 (how such partitions
 * are marked).
 *
 * <p>Known trap: many guests mount theirs nowhere, as Windows and systems that find it by its type, so that steps name it
 * by its device.
 */
@NullMarked
package io.guestkit.migrate.efi;

import org.jspecify.annotations.NullMarked;
