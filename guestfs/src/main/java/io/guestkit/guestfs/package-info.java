/**
 * libguestfs, all of it, from Java: what the library does with an appliance (a small virtual machine that mounts the
 * disks), as methods of {@link Guestfs}.
 *
 * <table>
 *   <caption>How the C API appears</caption>
 *   <tr><th>C</th><th>Java</th></tr>
 *   <tr><td>a function</td><td>a method of {@link Guestfs}, made by the build out of the table of the API</td></tr>
 *   <tr><td>optional arguments</td><td>a record with a builder, in {@code option}; always passed by {@code _argv}</td></tr>
 *   <tr><td>a struct</td><td>a record in {@code struct}; unsigned fields are never negative</td></tr>
 *   <tr><td>{@code char *}</td><td>String; bytes that are not UTF-8 become U+DC80 to U+DCFF and come back unchanged</td></tr>
 *   <tr><td>{@code char *} with a size</td><td>{@code byte[]}</td></tr>
 *   <tr><td>an error</td><td>{@link GuestfsException} with the function, the message and errno</td></tr>
 *   <tr><td>an event</td><td>{@link GuestfsEvent} and {@link EventListener}</td></tr>
 * </table>
 *
 * <p>Refused by name ({@link io.guestkit.io.UnsupportedFeatureException}): a missing library, a function that the installed
 * one lacks, any system but 64-bit Linux.
 *
 * <p>Reading order: {@link GuestfsHandle} (ownership, locking), {@link Call} (what is passed and what comes back),
 * {@link Libguestfs} (binding), then {@code Guestfs} in {@code target/generated-sources}.
 *
 * <p>Known traps: the last error of a handle belongs to the native thread of the call. A virtual thread would block its
 * carrier for the tens of seconds that a launch takes, so its calls run on a thread of the handle. The library's exit
 * handler would close handles under the feet of other threads: handles are created without it.
 *
 * @see <a href="https://libguestfs.org/guestfs.3.html">guestfs(3)</a>
 */
@NullMarked
package io.guestkit.guestfs;

import org.jspecify.annotations.NullMarked;
