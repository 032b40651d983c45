package io.guestkit.io;

/** Receives how much was done. Called from any thread, several at once; must return quickly. */
@FunctionalInterface
public interface Progress {

    /** Nobody is watching. */
    Progress NONE = delta -> {};

    /** @param delta bytes done since the last call, never negative */
    void advance(long delta);
}
