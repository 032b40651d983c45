/**
 * Installed packages as a bill of materials: CycloneDX 1.6 and SPDX 2.3, both as JSON, with package URLs.
 *
 * <p>Specifications: <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX</a>,
 * <a href="https://spdx.github.io/spdx-spec/v2.3/">SPDX</a>,
 * <a href="https://github.com/package-url/purl-spec">purl</a>.
 *
 * <p>What a document says is what the guest says: no hash, no licence, no supplier is concluded or invented. One and the
 * same guest gives one and the same document, byte by byte, if the time is given.
 *
 * <p>Only the command {@code packages} loads this package and its libraries, which lie in a folder of their own.
 *
 * <p>Traps:
 * <ul>
 *   <li>Scanners resolve a package by type, namespace, name, version and the qualifiers {@code epoch} and {@code distro};
 *       the namespace is the id of os-release, and not libguestfs' name for the distribution.
 *   <li>An epoch is part of the version of a deb and a qualifier of an rpm.
 *   <li>A licence in free words is none of SPDX's expressions, and may not stand where one is expected.
 *   <li>A URL out of a guest need not be one; the schemas insist.
 *   <li>A gpg-pubkey in an rpm database is a key and no component.
 * </ul>
 */
@NullMarked
package io.guestkit.cli.sbom;

import org.jspecify.annotations.NullMarked;
