package io.guestkit.cli;

import io.guestkit.convert.ConversionProgress;
import java.io.Closeable;

/** Shows how far a conversion is: a bar that is drawn again and again on a terminal, a line now and then elsewhere. */
final class ProgressDisplay implements ConversionProgress, Closeable {

    private static final int WIDTH = 30;
    private static final long LINE_INTERVAL_NANOS = 10_000_000_000L;

    private final Streams streams;
    private final boolean quiet;
    private final boolean terminal;
    private long nextLine = LINE_INTERVAL_NANOS;
    private boolean drawn;

    ProgressDisplay(Streams streams, boolean quiet, boolean terminal) {
        this.streams = streams;
        this.quiet = quiet;
        this.terminal = terminal;
    }

    static ProgressDisplay of(Streams streams, boolean quiet) {
        return new ProgressDisplay(streams, quiet, isTerminal());
    }

    /** Java tells only whether all standard streams are a terminal, which is as good. */
    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }

    @Override
    public void update(Update update) {
        show(verb(update), update);
    }

    /** @param verb what is being done */
    synchronized void show(String verb, Update update) {
        if (quiet) {
            return;
        }
        if (terminal) {
            streams.draw(bar(verb, update));
            drawn = true;
        } else if (update.elapsed().toNanos() >= nextLine) {
            nextLine += LINE_INTERVAL_NANOS;
            streams.note(verb + " " + numbers(update));
        }
    }

    static String bar(Update update) {
        return bar(verb(update), update);
    }

    private static String bar(String verb, Update update) {
        int full = (int) (update.fraction() * WIDTH);
        return "%s [%s%s] %s".formatted(verb, "=".repeat(full), " ".repeat(WIDTH - full), numbers(update));
    }

    private static String verb(Update update) {
        return switch (update.stage()) {
            case COPY -> "copying";
            case VERIFY -> "verifying";
            case COMPARE -> "comparing";
        };
    }

    private static String numbers(Update update) {
        double rate = update.bytesPerSecond();
        long left = rate == 0 ? 0 : (long) ((update.total() - update.done()) / rate);
        return "%3.0f%%  %s of %s  %s/s  %d:%02d left"
                .formatted(
                        update.fraction() * 100,
                        Text.size(update.done()),
                        Text.size(update.total()),
                        Text.size((long) rate),
                        left / 60,
                        left % 60);
    }

    /** Leaves the line to what comes next. */
    @Override
    public synchronized void close() {
        if (drawn) {
            streams.draw("");
        }
    }
}
