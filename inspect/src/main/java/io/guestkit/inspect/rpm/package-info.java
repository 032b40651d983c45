/**
 * Reads the databases of rpm and the headers of packages in them.
 *
 * <p>Specifications: rpm's
 * <a href="https://rpm-software-management.github.io/rpm/manual/format_header.html">header format</a>; the
 * layouts of ndb (lib/backend/ndb/rpmpkg.c) and of Berkeley DB 5.3 (dbinc/db_page.h) have none but their sources.
 *
 * <table>
 * <caption>What is read and what is refused</caption>
 * <tr><th>feature</th><th></th></tr>
 * <tr><td>{@code rpmdb.sqlite} of rpm 4.16 and later, with its log or journal</td><td>read</td></tr>
 * <tr><td>{@code Packages.db}, ndb of SUSE</td><td>read, every checksum verified</td></tr>
 * <tr><td>{@code Packages}, Berkeley DB hash or btree, both byte orders</td><td>read</td></tr>
 * <tr><td>Berkeley DB that is encrypted or partitioned</td><td>refused by name</td></tr>
 * <tr><td>{@code packages.rpm} of rpm 3 and older</td><td>refused by name</td></tr>
 * <tr><td>headers: all types; the region is passed over, later entries of a tag outdo earlier ones</td><td>read</td></tr>
 * </table>
 *
 * <p>Reading order: {@link io.guestkit.inspect.rpm.RpmDatabase}, {@code NdbFile}, {@code BerkeleyFile},
 * {@link io.guestkit.inspect.rpm.RpmHeader}.
 *
 * <p>Traps:
 * <ul>
 *   <li>Several packages may have one name: kernels, libraries of two architectures, gpg-pubkey. A gpg-pubkey is no
 *       software but a key that rpm trusts; it is kept, because rpm itself and libguestfs list it as a package.
 *   <li>A database of the former kind may lie beside the one that is in use after an upgrade.
 *   <li>A record with the number 0 in a Berkeley DB counts packages and is none.
 *   <li>Pages that the chains of a Berkeley DB do not lead to hold what was deleted.
 * </ul>
 */
@NullMarked
package io.guestkit.inspect.rpm;

import org.jspecify.annotations.NullMarked;
