/** How to read the files that tell who a guest is: text or bytes in, facts out; nothing here knows where files are. */
@NullMarked
package io.guestkit.inspect.parse;

import org.jspecify.annotations.NullMarked;
