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

    static final ValueLayout INT = ValueLayout.JAVA_INT;
    static final ValueLayout LONG = ValueLayout.JAVA_LONG;

    static final MethodHandle OPEN = link("open", 2, INT, ValueLayout.ADDRESS, INT);
    static final MethodHandle CLOSE = link("close", -1, INT, INT);
    static final MethodHandle LSEEK = link("lseek", -1, LONG, INT, LONG, INT);
    static final MethodHandle IOCTL = link("ioctl", 2, INT, INT, LONG, INT);
    static final MethodHandle FALLOCATE = link("fallocate", -1, INT, INT, INT, LONG, LONG);

    private LibC() {}

    /** Whether the constants above are this system's. */
    static boolean isLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")
                && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
    }

    private static MethodHandle link(String name, int firstVariadic, ValueLayout result, ValueLayout... arguments) {
        Linker.Option state = Linker.Option.captureCallState("errno");
        Linker.Option[] options = firstVariadic < 0
                ? new Linker.Option[] {state}
                : new Linker.Option[] {state, Linker.Option.firstVariadicArg(firstVariadic)};
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), options);
    }

    /** One call: the memory that it needs, and what it left in errno. */
    static final class Call implements AutoCloseable {
        private final Arena arena = Arena.ofConfined();
        final MemorySegment state = arena.allocate(STATE);

        MemorySegment text(String text) {
            return arena.allocateFrom(text);
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
    static RuntimeException unexpected(@Nullable Throwable thrown) {
        if (thrown instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(thrown);
    }
}
