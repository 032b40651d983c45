/** What the pipeline needs of the machine that it runs on. */
@NullMarked
package io.guestkit.migrate.pipeline.io;

import org.jspecify.annotations.NullMarked;
