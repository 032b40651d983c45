@NullMarked
package io.guestkit.testkit;

import org.jspecify.annotations.NullMarked;
