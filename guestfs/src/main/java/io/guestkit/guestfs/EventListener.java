package io.guestkit.guestfs;

/** Hears of events of a handle; see {@link Guestfs#listen}. */
@FunctionalInterface
public interface EventListener {

    void happened(EventData event);
}
