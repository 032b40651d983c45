package io.guestkit.guestfs;

import io.guestkit.fs.NameCodec;
import java.util.Optional;

/**
 * An event and what came with it.
 *
 * @param bytes a message, such as a line of the log; empty for events that have none
 * @param numbers unsigned 64-bit numbers; empty for events that have none
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, kept by nobody else
public record EventData(GuestfsEvent event, byte[] bytes, long[] numbers) {

    /** How far a long call has come. All are unsigned. */
    public record Progress(long procedure, long serial, long position, long total) {}

    /** The message; bytes that are not UTF-8 are U+DC80 to U+DCFF. */
    public String text() {
        return NameCodec.decode(bytes);
    }

    /** Of {@link GuestfsEvent#PROGRESS} only. */
    public Optional<Progress> progress() {
        return event == GuestfsEvent.PROGRESS && numbers.length >= 4
                ? Optional.of(new Progress(numbers[0], numbers[1], numbers[2], numbers[3]))
                : Optional.empty();
    }
}
