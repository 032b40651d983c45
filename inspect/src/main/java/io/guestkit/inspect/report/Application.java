package io.guestkit.inspect.report;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * An installed package.
 *
 * @param displayName where it differs from the name
 * @param epoch empty if the version has none, which package managers take for 0
 * @param version without epoch and release
 * @param release the packager's part of the version; empty if there is none
 * @param publisher who maintains the package
 * @param sourcePackage that it was built from, where that has another name
 * @param summary one line
 * @param installPath where it is, if packages of this kind have one place
 */
public record Application(
        String name,
        Optional<String> displayName,
        OptionalLong epoch,
        String version,
        Optional<String> release,
        Optional<String> arch,
        Optional<String> publisher,
        Optional<String> url,
        Optional<String> sourcePackage,
        Optional<String> summary,
        Optional<String> installPath) {}
