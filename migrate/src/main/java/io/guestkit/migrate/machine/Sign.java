package io.guestkit.migrate.machine;

import java.util.Locale;

/**
 * Something by which a boot test saw how far a guest is.
 *
 * @param text one line
 */
public record Sign(Place place, String text) {

    /** Where it was seen. */
    public enum Place {
        /** The guest's first serial line. */
        SERIAL,
        /** The guest's screen, while that is one of characters. */
        SCREEN,
        /** What the guest wrote to its disks. */
        DISK,
        /** What the machine did. */
        MACHINE;

        /** As it is written in documents. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return id();
        }
    }

    @Override
    public String toString() {
        return place + ": " + text;
    }
}
