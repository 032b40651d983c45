@NullMarked
package io.guestkit.migrate.machine;

import org.jspecify.annotations.NullMarked;
