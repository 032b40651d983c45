package io.guestkit.embed;

/** A function of the other language failed that was told of an event; the message is what that language knows it by. */
final class ListenerFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ListenerFailedException(String message) {
        super(message, null, true, false); // a call may cause several events
    }
}
