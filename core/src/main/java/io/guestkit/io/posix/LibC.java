package io.guestkit.io.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The functions of the C library that are used here, and the constants that Linux has for them. */
final class LibC {

    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_CLOEXEC = 0x80000;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;
    /** {@code _IOW(0x94, 9, int)}. */
    static final long FICLONE = 0x40049409L;

    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EBADF = 9;
    static final int ENOSPC = 28;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker LINKER = Linker.nativeLinker();

    private static final ValueLayout LONG = ValueLayout.JAVA_LONG;

    /**
     * All functions by one handle, as linking is what costs at a start. On 64-bit Linux an int is passed as a long is, an
     * argument too many is not looked at, and variadic arguments are passed like others.
     */
    private static final MethodHandle FUNCTION = LINKER.downcallHandle(
            FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(1));

    static final MemorySegment OPEN = find("open");
    static final MemorySegment CLOSE = find("close");
    static final MemorySegment LSEEK = find("lseek");
    static final MemorySegment IOCTL = find("ioctl");
    static final MemorySegment FALLOCATE = find("fallocate");

    private LibC() {}

    /** Whether the constants above are this system's. */
    static boolean isLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")
                && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
    }

    private static MemorySegment find(String name) {
        return LINKER.defaultLookup().findOrThrow(name);
    }

    /** One call: the memory that it needs, and what it left in errno. */
    static final class Call implements AutoCloseable {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment state = arena.allocate(STATE);

        /** The address of a text that lives as long as this call. */
        long text(String text) {
            return arena.allocateFrom(text).address();
        }

        /** Calls a function that takes at most four arguments, each an integer or an address. */
        long of(MemorySegment function, long first, long second, long third, long fourth) {
            try {
                return (long) FUNCTION.invokeExact(function, state, first, second, third, fourth);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        /** As {@link #of}, of a function whose result is an int. */
        int ofInt(MemorySegment function, long first, long second, long third, long fourth) {
            return (int) of(function, first, second, third, fourth);
        }

        int errno() {
            return (int) ERRNO.get(state, 0L);
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    /** What a method handle threw, which can only be unchecked: foreign functions throw nothing. */
    private static RuntimeException unexpected(@Nullable Throwable thrown) {
        if (thrown instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(thrown);
    }
}
