package io.guestkit.inspect.report;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An installed package.
 *
 * @param displayName where it differs from the name
 * @param epoch empty if the version has none, which package managers take for 0
 * @param version without epoch and release
 * @param release the packager's part of the version; empty if there is none
 * @param publisher who maintains the package
 * @param sourcePackage that it was built from, where that has another name; for rpm the file name of the source package
 * @param summary one line
 * @param installPath where it is, if packages of this kind have one place
 * @param format who manages it: {@code deb}, {@code rpm}, {@code apk} …; empty where that goes without saying
 * @param sourceVersion of the source package, where it has another version
 * @param license in the words of the package
 * @param installTime when this version was installed
 * @param moduleLabel NAME:STREAM:VERSION:CONTEXT of the module that an rpm package was built for
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
        Optional<String> installPath,
        Optional<String> format,
        Optional<String> sourceVersion,
        Optional<String> license,
        Optional<Instant> installTime,
        Optional<String> moduleLabel) {

    /** By name, then architecture, then version, then the rest of what tells two packages apart. */
    public static final Comparator<Application> ORDER = new Comparator<>() {
        @Override
        public int compare(Application one, Application other) {
            int order = one.name.compareTo(other.name);
            order = order != 0 ? order : compare(one.arch, other.arch);
            order = order != 0 ? order : one.version.compareTo(other.version);
            order = order != 0 ? order : compare(one.release, other.release);
            order = order != 0 ? order : compare(one.format, other.format);
            return order != 0 ? order : compare(one.installPath, other.installPath);
        }

        private static int compare(Optional<String> one, Optional<String> other) {
            return one.orElse("").compareTo(other.orElse(""));
        }
    };

    /** A package of which no more is known than any kind of package has. */
    public Application(
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
            Optional<String> installPath) {
        this(
                name,
                displayName,
                epoch,
                version,
                release,
                arch,
                publisher,
                url,
                sourcePackage,
                summary,
                installPath,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Starts with what every package has; see {@link #format()}. */
    public static Builder of(String format, String name, String version) {
        return new Builder(format, name, version);
    }

    /** Collects what is known of a package. Null and empty texts stand for what is not known. */
    public static final class Builder {

        private final String format;
        private final String name;
        private final String version;
        private @Nullable String displayName;
        private OptionalLong epoch = OptionalLong.empty();
        private @Nullable String release;
        private @Nullable String arch;
        private @Nullable String publisher;
        private @Nullable String url;
        private @Nullable String sourcePackage;
        private @Nullable String sourceVersion;
        private @Nullable String summary;
        private @Nullable String installPath;
        private @Nullable String license;
        private @Nullable Instant installTime;
        private @Nullable String moduleLabel;

        private Builder(String format, String name, String version) {
            this.format = format;
            this.name = name;
            this.version = version;
        }

        public Builder displayName(@Nullable String value) {
            displayName = value;
            return this;
        }

        public Builder epoch(OptionalLong value) {
            epoch = value;
            return this;
        }

        public Builder release(@Nullable String value) {
            release = value;
            return this;
        }

        public Builder arch(@Nullable String value) {
            arch = value;
            return this;
        }

        public Builder publisher(@Nullable String value) {
            publisher = value;
            return this;
        }

        public Builder url(@Nullable String value) {
            url = value;
            return this;
        }

        public Builder sourcePackage(@Nullable String value) {
            sourcePackage = value;
            return this;
        }

        public Builder sourceVersion(@Nullable String value) {
            sourceVersion = value;
            return this;
        }

        public Builder summary(@Nullable String value) {
            summary = value;
            return this;
        }

        public Builder installPath(@Nullable String value) {
            installPath = value;
            return this;
        }

        public Builder license(@Nullable String value) {
            license = value;
            return this;
        }

        public Builder installTime(@Nullable Instant value) {
            installTime = value;
            return this;
        }

        public Builder moduleLabel(@Nullable String value) {
            moduleLabel = value;
            return this;
        }

        public Application build() {
            return new Application(
                    name,
                    known(displayName),
                    epoch,
                    version,
                    known(release),
                    known(arch),
                    known(publisher),
                    known(url),
                    known(sourcePackage),
                    known(summary),
                    known(installPath),
                    Optional.of(format),
                    known(sourceVersion),
                    known(license),
                    Optional.ofNullable(installTime),
                    known(moduleLabel));
        }

        private static Optional<String> known(@Nullable String value) {
            return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
        }
    }
}
