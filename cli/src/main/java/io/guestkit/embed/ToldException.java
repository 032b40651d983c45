package io.guestkit.embed;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A failure whose message is what {@link Failures#describe} says of it. Bridges to other languages turn the message of an
 * exception into a string of theirs, which fails on names of guests that are no UTF-8; this message has them escaped. For
 * the same reason there is no cause.
 */
public final class ToldException extends Exception {

    private static final long serialVersionUID = 1L;

    private ToldException(String message) {
        super(message, null, false, false);
    }

    static ToldException of(Throwable thrown) {
        return thrown instanceof ToldException told
                ? told
                : new ToldException(new String(Failures.describe(thrown), StandardCharsets.UTF_8));
    }

    /** What may fail. */
    @FunctionalInterface
    interface Attempt<T> {
        T make() throws Exception;
    }

    /** What may fail, or have no answer. */
    @FunctionalInterface
    interface Question<T> {
        @Nullable
        T ask() throws Exception;
    }

    /** Lets nothing out but what can be told. */
    static <T> T telling(Attempt<T> attempt) throws ToldException {
        try {
            return attempt.make();
        } catch (Throwable e) { // whatever it is, the other language has to be told
            throw of(e);
        }
    }

    /** The same, for what may be null. */
    static <T> @Nullable T asking(Question<T> question) throws ToldException {
        try {
            return question.ask();
        } catch (Throwable e) { // whatever it is, the other language has to be told
            throw of(e);
        }
    }
}
