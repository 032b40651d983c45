package io.guestkit.guestfs;

/** That a listener is told of events; closing it ends that, and does nothing the second time. */
@FunctionalInterface
public interface EventRegistration extends AutoCloseable {

    @Override
    void close();
}
