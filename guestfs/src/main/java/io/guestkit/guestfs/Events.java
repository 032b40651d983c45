package io.guestkit.guestfs;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The listeners of a handle. C calls one function for all listeners of all handles, which never goes away, and tells it by
 * a number which listener is meant: so nothing that C may still call is ever freed.
 */
final class Events {

    /** One listener, and the handle that it listens to. */
    private record Listening(EventListener listener, Events events) {}

    private static final Map<Long, Listening> BY_NUMBER = new ConcurrentHashMap<>();
    private static final AtomicLong NEXT = new AtomicLong(1);
    private static final GuestfsEvent[] ALL = GuestfsEvent.values();

    private final Libguestfs library;
    /** What C knows a registration by → our number. Only used under the handle's lock. */
    private final Map<Integer, Long> numbers = new HashMap<>();

    private volatile @Nullable Throwable failure;

    Events(Libguestfs library) {
        this.library = library;
    }

    /** The function that C calls; made when the first listener comes. */
    private static final class Stub {
        static final long ADDRESS = make();

        private static long make() {
            try {
                MethodType type = MethodType.methodType(
                        void.class,
                        long.class,
                        long.class,
                        long.class,
                        int.class,
                        int.class,
                        long.class,
                        long.class,
                        long.class,
                        long.class);
                ValueLayout l = ValueLayout.JAVA_LONG;
                ValueLayout i = ValueLayout.JAVA_INT;
                MemorySegment stub = Linker.nativeLinker()
                        .upcallStub(
                                MethodHandles.lookup().findStatic(Events.class, "happened", type),
                                FunctionDescriptor.ofVoid(l, l, l, i, i, l, l, l, l),
                                Arena.global());
                return stub.address();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** @return what C knows the registration by, or -1 */
    int add(long pointer, EventListener listener, long mask) {
        long number = NEXT.getAndIncrement();
        BY_NUMBER.put(number, new Listening(listener, this));
        int registered =
                (int) Libguestfs.call(library.setEventCallback, new long[] {pointer, Stub.ADDRESS, mask, 0, number});
        if (registered == -1) {
            BY_NUMBER.remove(number);
        } else {
            numbers.put(registered, number);
        }
        return registered;
    }

    void remove(long pointer, int registered) {
        Long number = numbers.remove(registered);
        if (number != null) {
            Libguestfs.call(library.deleteEventCallback, pointer, registered);
            BY_NUMBER.remove(number);
        }
    }

    /** After the handle is gone. */
    void clear() {
        numbers.values().forEach(BY_NUMBER::remove);
        numbers.clear();
    }

    /** What a listener has thrown since the last question. */
    @Nullable
    Throwable takeFailure() {
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
        }
        return thrown;
    }

    /** Called by C. Nothing that is thrown may get there. */
    @SuppressWarnings("UnusedVariable") // C decides what it passes
    private static void happened(
            long handle,
            long number,
            long mask,
            int registered,
            int flags,
            long text,
            long length,
            long array,
            long count) {
        Listening listening = BY_NUMBER.get(number);
        if (listening == null) {
            return;
        }
        try {
            for (GuestfsEvent event : ALL) {
                if (event.mask() == mask) {
                    listening.listener.happened(new EventData(event, bytes(text, length), numbers(array, count)));
                }
            }
        } catch (Throwable thrown) {
            Throwable earlier = listening.events.failure;
            if (earlier == null) {
                listening.events.failure = thrown;
            } else if (earlier != thrown) {
                earlier.addSuppressed(thrown);
            }
        }
    }

    private static byte[] bytes(long text, long length) {
        return Memory.bytes(text, Math.toIntExact(length));
    }

    private static long[] numbers(long array, long count) {
        long[] numbers = new long[Math.toIntExact(count)];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Memory.int64(array + (long) i * Long.BYTES);
        }
        return numbers;
    }
}
