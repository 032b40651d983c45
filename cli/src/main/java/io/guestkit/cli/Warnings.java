package io.guestkit.cli;

import io.guestkit.io.Warning;
import io.guestkit.volume.NotExamined;
import java.util.List;

/** Doubts, as notes on standard error. */
final class Warnings {

    /** A damaged image can have very many. */
    private static final int MOST = 20;

    private Warnings() {}

    static void print(List<Warning> warnings, Streams streams) {
        for (Warning warning : warnings.subList(0, Math.min(MOST, warnings.size()))) {
            streams.note("warning: " + warning.where() + ": " + warning.message());
        }
        if (warnings.size() > MOST) {
            streams.note("warning: and " + (warnings.size() - MOST) + " more");
        }
    }

    static void printNotExamined(List<NotExamined> all, Streams streams) {
        for (NotExamined left : all) {
            streams.note("not examined: " + left.location() + ": " + left.reason());
        }
    }
}
