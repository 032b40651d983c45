/**
 * Changes that somebody asks for, as virt-customize's users know them: each is planned, applied and proved as fixes are.
 */
@NullMarked
package io.guestkit.migrate.customize;

import org.jspecify.annotations.NullMarked;
