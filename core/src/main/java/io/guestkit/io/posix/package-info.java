/**
 * What the JDK cannot ask of the operating system: where a file has holes, copies that share blocks, room reserved in
 * advance. Bound by java.lang.foreign on first use, since the binding costs a cold start some tens of milliseconds; where
 * a call is not to be had (another system, a file system that refuses it) the answer says so, and callers do without.
 */
@NullMarked
package io.guestkit.io.posix;

import org.jspecify.annotations.NullMarked;
