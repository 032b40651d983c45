package io.guestkit.migrate.machine;

import io.guestkit.OpenOptions;
import io.guestkit.io.Cancellation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a boot test is done.
 *
 * @param limit how long the guest has until it must have come up, from 1 s to a day
 * @param open how the images are opened: which folders their backing files may lie in
 * @param nvram variables of UEFI that the guest's machine has had; a copy is used. Empty for those of a new machine
 * @param directory for overlays, which grow as the guest writes; the folder for temporary files if empty
 * @param serialLog where to put the serial log, replacing what is there
 * @param screenshot where to put the last picture of the screen, PNG, replacing what is there
 * @param note takes a line now and then for whoever watches
 */
public record BootTestOptions(
        Duration limit,
        OpenOptions open,
        Optional<Path> nvram,
        Optional<Path> directory,
        Optional<Path> serialLog,
        Optional<Path> screenshot,
        Consumer<String> note,
        Cancellation cancellation) {

    private static final Duration LONGEST = Duration.ofDays(1);

    /** Five minutes; nothing is kept. */
    public static final BootTestOptions DEFAULT = new BootTestOptions(
            Duration.ofMinutes(5),
            OpenOptions.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            line -> {},
            new Cancellation());

    /** @throws IllegalArgumentException if the limit is out of its range */
    public BootTestOptions {
        if (limit.compareTo(Duration.ofSeconds(1)) < 0 || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a limit of %d s: expected 1 to %d".formatted(limit.toSeconds(), LONGEST.toSeconds()));
        }
    }

    public BootTestOptions withLimit(Duration limit) {
        return new BootTestOptions(limit, open, nvram, directory, serialLog, screenshot, note, cancellation);
    }

    public BootTestOptions withOpen(OpenOptions open) {
        return new BootTestOptions(limit, open, nvram, directory, serialLog, screenshot, note, cancellation);
    }

    public BootTestOptions withNvram(Path nvram) {
        return new BootTestOptions(
                limit, open, Optional.of(nvram), directory, serialLog, screenshot, note, cancellation);
    }

    public BootTestOptions withDirectory(Path directory) {
        return new BootTestOptions(
                limit, open, nvram, Optional.of(directory), serialLog, screenshot, note, cancellation);
    }

    public BootTestOptions withSerialLog(Path serialLog) {
        return new BootTestOptions(
                limit, open, nvram, directory, Optional.of(serialLog), screenshot, note, cancellation);
    }

    public BootTestOptions withScreenshot(Path screenshot) {
        return new BootTestOptions(
                limit, open, nvram, directory, serialLog, Optional.of(screenshot), note, cancellation);
    }

    public BootTestOptions withNote(Consumer<String> note) {
        return new BootTestOptions(limit, open, nvram, directory, serialLog, screenshot, note, cancellation);
    }

    public BootTestOptions withCancellation(Cancellation cancellation) {
        return new BootTestOptions(limit, open, nvram, directory, serialLog, screenshot, note, cancellation);
    }
}
