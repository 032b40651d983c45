/**
 * Tars: what they have, and where. Only headers are read, content in place.
 *
 * <p>Specifications: POSIX.1-2001 {@code pax}, "ustar Interchange Format" and "pax Interchange Format"; the GNU tar manual,
 * "Basic Tar Format".
 *
 * <p>Reading order: {@link io.guestkit.codec.tar.TarHeader}, {@link io.guestkit.codec.tar.TarArchive} with
 * {@link io.guestkit.codec.tar.TarMember}.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><th>feature</th><th>read</th></tr>
 * <tr><td>ustar, old tars; names, targets of links, sizes and owners of GNU and pax</td><td>yes</td></tr>
 * <tr><td>extended attributes and access control lists</td><td>said that they are there</td></tr>
 * <tr><td>sparse members, tars in several volumes, compressed tars</td><td>refused by name, or no tar</td></tr>
 * </table>
 *
 * <p>Known traps:
 *
 * <ul>
 *   <li>A tar may have two members of one name, one for the eyes of whoever checks it.
 *   <li>Names may be absolute, lead out by {@code ..}, or lie behind a link of the same tar: that is the caller's to check.
 *   <li>The size of a link or a directory may be anything, and nothing follows all the same.
 * </ul>
 */
@NullMarked
package io.guestkit.codec.tar;

import org.jspecify.annotations.NullMarked;
