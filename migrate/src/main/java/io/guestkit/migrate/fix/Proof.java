package io.guestkit.migrate.fix;

import java.util.Locale;
import java.util.Optional;

/**
 * Something that is so after a command did what it should.
 *
 * @param path of the guest; for packages, the name
 * @param value a text, where the kind needs one
 */
public record Proof(Kind kind, String path, Optional<String> value) {

    /** What is looked at. */
    public enum Kind {
        /** There is something at the path. */
        PRESENT,
        /** There is nothing at the path. */
        ABSENT,
        /** The file has this text in it. */
        CONTAINS,
        /** The file is not there, or has not this text in it. */
        LACKS,
        /** No package of that name is installed, as the guest's own database has it. */
        PACKAGE_ABSENT,
        /** A package of that name is installed, as the guest's own database has it. */
        PACKAGE_PRESENT;

        /** As plans spell it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean hasValue() {
            return this == CONTAINS || this == LACKS;
        }
    }

    public Proof {
        if (kind.hasValue() != value.isPresent()) {
            throw new IllegalArgumentException(kind + " with value " + value);
        }
    }

    public static Proof present(String path) {
        return new Proof(Kind.PRESENT, path, Optional.empty());
    }

    public static Proof absent(String path) {
        return new Proof(Kind.ABSENT, path, Optional.empty());
    }

    public static Proof contains(String path, String text) {
        return new Proof(Kind.CONTAINS, path, Optional.of(text));
    }

    public static Proof lacks(String path, String text) {
        return new Proof(Kind.LACKS, path, Optional.of(text));
    }

    public static Proof packageAbsent(String name) {
        return new Proof(Kind.PACKAGE_ABSENT, name, Optional.empty());
    }

    public static Proof packagePresent(String name) {
        return new Proof(Kind.PACKAGE_PRESENT, name, Optional.empty());
    }
}
