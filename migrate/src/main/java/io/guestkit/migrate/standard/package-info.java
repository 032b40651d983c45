/** The parts put together: all fixes that are known, and a pipeline that has everything it can call. */
@NullMarked
package io.guestkit.migrate.standard;

import org.jspecify.annotations.NullMarked;
