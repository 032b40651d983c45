/** Reports as documents: records as maps and lists, and these as JSON, written and read. */
@NullMarked
package io.guestkit.inspect.document;

import org.jspecify.annotations.NullMarked;
