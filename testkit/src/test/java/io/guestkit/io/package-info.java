@NullMarked
package io.guestkit.io;

import org.jspecify.annotations.NullMarked;
