/**
 * Makes the Java sources of the libguestfs bindings, in the build, out of three tables beside this package: the functions,
 * the structs and the events of the public C API of libguestfs 1.61.
 *
 * <table>
 *   <caption>What is made of what</caption>
 *   <tr><th>row</th><th>source</th></tr>
 *   <tr><td>all functions</td><td>{@code Guestfs}, one method each and one more where there are optional arguments;
 *       {@code GuestfsFunction}, one constant each</td></tr>
 *   <tr><td>a function with optional arguments</td><td>{@code option.XxxOptions}, a record with a builder</td></tr>
 *   <tr><td>a struct</td><td>{@code struct.Xxx}, a record, and how to read it in {@code Structs}</td></tr>
 *   <tr><td>an event</td><td>a constant of {@code GuestfsEvent}</td></tr>
 * </table>
 *
 * <p>Reading order: {@link ApiTable}, {@link FunctionMethods}, {@link Generator}. What the columns mean, and how each kind
 * of argument is passed in C: <a href="https://libguestfs.org/guestfs.3.html">guestfs(3)</a>.
 */
@NullMarked
package io.guestkit.guestfs.generator;

import org.jspecify.annotations.NullMarked;
