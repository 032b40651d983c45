package io.guestkit.inspect.rule;

import java.io.IOException;

/** One question about a guest. */
@FunctionalInterface
public interface Rule {

    /**
     * Looks, and tells what there is to tell. That a file is missing is an answer.
     *
     * @throws IOException if a file that is there cannot be read or makes no sense; what was found before stays
     */
    void apply(GuestFiles files, Findings findings) throws IOException;
}
