package io.guestkit.codec;

import io.guestkit.codec.Deflate.Wrapper;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * libdeflate, if it is installed; its <a href="https://github.com/ebiggers/libdeflate/blob/master/libdeflate.h">header</a>
 * is its documentation. Bound on first use, and not at all with {@code -Dguestkit.libdeflate=false}.
 */
final class LibDeflate {

    /** Smaller output than QEMU's on disk images, at the speed of several zlibs. */
    private static final int LEVEL = 5;

    private static final String[] NAMES = {"libdeflate.so.0", "libdeflate.so", "libdeflate.0.dylib", "libdeflate.dylib"
    };

    private static final @Nullable Functions FUNCTIONS = load();

    /** Decompressors that nobody is using; as many as there ever were threads that decompressed at once. */
    private static final ConcurrentLinkedQueue<MemorySegment> DECOMPRESSORS = new ConcurrentLinkedQueue<>();

    private LibDeflate() {}

    /** All that is called of the library. */
    private record Functions(
            MethodHandle allocCompressor,
            MethodHandle freeCompressor,
            MethodHandle deflateCompress,
            MethodHandle zlibCompress,
            MethodHandle allocDecompressor,
            MethodHandle deflateDecompress,
            MethodHandle zlibDecompress) {}

    static boolean isAvailable() {
        return FUNCTIONS != null;
    }

    private static @Nullable Functions load() {
        if (System.getProperty("guestkit.libdeflate", "").equals("false")) {
            return null;
        }
        for (String name : NAMES) {
            try {
                return bind(SymbolLookup.libraryLookup(name, Arena.global()));
            } catch (RuntimeException e) { // not installed, too old, or native access is denied: the JDK does it
                continue;
            }
        }
        return null;
    }

    private static Functions bind(SymbolLookup library) {
        ValueLayout address = ValueLayout.ADDRESS;
        ValueLayout size = ValueLayout.JAVA_LONG;
        FunctionDescriptor compress = FunctionDescriptor.of(size, address, address, size, address, size);
        FunctionDescriptor decompress =
                FunctionDescriptor.of(ValueLayout.JAVA_INT, address, address, size, address, size, address);
        // decompressing a unit takes a fraction of a millisecond and blocks on nothing: arrays may be passed as they
        // are
        Linker.Option critical = Linker.Option.critical(true);
        return new Functions(
                link(library, "libdeflate_alloc_compressor", FunctionDescriptor.of(address, ValueLayout.JAVA_INT)),
                link(library, "libdeflate_free_compressor", FunctionDescriptor.ofVoid(address)),
                link(library, "libdeflate_deflate_compress", compress),
                link(library, "libdeflate_zlib_compress", compress),
                link(library, "libdeflate_alloc_decompressor", FunctionDescriptor.of(address)),
                link(library, "libdeflate_deflate_decompress", decompress, critical),
                link(library, "libdeflate_zlib_decompress", decompress, critical));
    }

    private static MethodHandle link(
            SymbolLookup library, String name, FunctionDescriptor function, Linker.Option... options) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), function, options);
    }

    static Compressor compressor(Wrapper wrapper) {
        return new Compressing(java.util.Objects.requireNonNull(FUNCTIONS), wrapper);
    }

    /**
     * Decompresses if the library is there and the stream is one that it takes: it fills the output exactly. Otherwise
     * both buffers stay as they are but for the bytes behind the output's position.
     */
    static boolean inflated(Wrapper wrapper, ByteBuffer input, ByteBuffer output) {
        Functions functions = FUNCTIONS;
        if (functions == null || !isPlain(input) || !isPlain(output)) {
            return false;
        }
        MethodHandle decompress = wrapper == Wrapper.RAW ? functions.deflateDecompress() : functions.zlibDecompress();
        MemorySegment decompressor = DECOMPRESSORS.poll();
        try {
            if (decompressor == null) {
                decompressor = (MemorySegment) functions.allocDecompressor().invokeExact();
                if (decompressor.equals(MemorySegment.NULL)) {
                    return false;
                }
            }
            MemorySegment from = MemorySegment.ofBuffer(input);
            MemorySegment to = MemorySegment.ofBuffer(output);
            int result = (int)
                    decompress.invokeExact(decompressor, from, from.byteSize(), to, to.byteSize(), MemorySegment.NULL);
            DECOMPRESSORS.add(decompressor);
            if (result != 0) {
                return false;
            }
        } catch (Throwable e) {
            throw unchecked(e);
        }
        input.position(input.limit());
        output.position(output.limit());
        return true;
    }

    private static boolean isPlain(ByteBuffer buffer) {
        return buffer.isDirect() || buffer.hasArray();
    }

    private static final class Compressing implements Compressor {
        private final Functions functions;
        private final MethodHandle compress;
        private MemorySegment compressor;

        Compressing(Functions functions, Wrapper wrapper) {
            this.functions = functions;
            this.compress = wrapper == Wrapper.RAW ? functions.deflateCompress() : functions.zlibCompress();
            this.compressor = allocate(functions);
        }

        private static MemorySegment allocate(Functions functions) {
            try {
                MemorySegment compressor =
                        (MemorySegment) functions.allocCompressor().invokeExact(LEVEL);
                if (compressor.equals(MemorySegment.NULL)) {
                    throw new OutOfMemoryError("libdeflate found no memory for a compressor");
                }
                return compressor;
            } catch (Throwable e) {
                throw unchecked(e);
            }
        }

        @Override
        public boolean compress(ByteBuffer input, ByteBuffer output) {
            try {
                MemorySegment from = MemorySegment.ofBuffer(input);
                MemorySegment to = MemorySegment.ofBuffer(output);
                long length = (long) compress.invokeExact(compressor, from, from.byteSize(), to, to.byteSize());
                output.position(output.position() + (int) length);
                return length != 0;
            } catch (Throwable e) {
                throw unchecked(e);
            }
        }

        @Override
        public void close() {
            try {
                functions.freeCompressor().invokeExact(compressor); // which takes NULL for nothing
                compressor = MemorySegment.NULL;
            } catch (Throwable e) {
                throw unchecked(e);
            }
        }
    }

    /** Foreign functions throw nothing: whatever it is, it comes from the binding. */
    private static RuntimeException unchecked(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(thrown);
        };
    }
}
