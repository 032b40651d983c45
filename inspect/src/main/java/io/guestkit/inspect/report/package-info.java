/**
 * What inspection reports: records without behaviour. A component's name in snake_case is its JSON key; an empty
 * optional means "not known" and is left out; a list is there even when it is empty.
 *
 * <p>A list that nothing fills yet is no component: an empty list would say that there are none.
 */
@NullMarked
package io.guestkit.inspect.report;

import org.jspecify.annotations.NullMarked;
