package io.guestkit.guestfs;

import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The installed library: finds functions when they are first called, and calls them.
 *
 * <p>All are called through one method handle for each number of arguments, as linking is what costs at a start. On 64-bit
 * Linux every integer and every address takes one 64-bit register or stack slot, an int sign-extended there is what C
 * expects of the caller on each of its architectures, and an argument too many is not looked at.
 */
public final class Libguestfs {

    /** A file to load instead of what the system finds under the library's name. */
    public static final String FILE_PROPERTY = "guestkit.libguestfs";

    private static final String NAME = "libguestfs.so.0";
    private static final String INSTALL =
            "install libguestfs (Debian, Ubuntu: libguestfs0 with a linux-image package; Fedora, RHEL: libguestfs)";

    private static final String ARGV = "_argv";
    private static final String OPTS = "_opts";

    /** What bindings of other languages are made of, and older names that C programs may use still. */
    private static final List<String> C_ONLY = List.of(
            "guestfs_close",
            "guestfs_create",
            "guestfs_create_flags",
            "guestfs_delete_event_callback",
            "guestfs_event_to_string",
            "guestfs_first_private",
            "guestfs_get_error_handler",
            "guestfs_get_out_of_memory_handler",
            "guestfs_get_private",
            "guestfs_last_errno",
            "guestfs_last_error",
            "guestfs_next_private",
            "guestfs_pop_error_handler",
            "guestfs_push_error_handler",
            "guestfs_set_close_callback",
            "guestfs_set_error_handler",
            "guestfs_set_event_callback",
            "guestfs_set_launch_done_callback",
            "guestfs_set_log_message_callback",
            "guestfs_set_out_of_memory_handler",
            "guestfs_set_private",
            "guestfs_set_progress_callback",
            "guestfs_set_subprocess_quit_callback",
            "guestfs_user_cancel");

    private static final ValueLayout LONG = ValueLayout.JAVA_LONG;
    private static final Linker LINKER = Linker.nativeLinker();
    /** The widest call: the handle, nine arguments of which one takes two, and the options. */
    static final int MAX_ARGUMENTS = 14;

    private static final MethodHandle CALL_1 = handle(1);
    private static final MethodHandle CALL_2 = handle(2);
    private static final MethodHandle CALL_3 = handle(3);
    private static final MethodHandle CALL_4 = handle(4);
    private static final MethodHandle CALL_MAX = handle(MAX_ARGUMENTS);

    private final SymbolLookup lookup;
    private final MemorySegment[] addresses = new MemorySegment[GuestfsFunction.values().length];
    final MemorySegment create;
    final MemorySegment close;
    final MemorySegment lastError;
    final MemorySegment lastErrno;
    final MemorySegment setErrorHandler;
    final MemorySegment setEventCallback;
    final MemorySegment deleteEventCallback;
    final MemorySegment userCancel;

    private Libguestfs(SymbolLookup lookup) throws UnsupportedFeatureException {
        this.lookup = lookup;
        this.create = require("guestfs_create_flags");
        this.close = require("guestfs_close");
        this.lastError = require("guestfs_last_error");
        this.lastErrno = require("guestfs_last_errno");
        this.setErrorHandler = require("guestfs_set_error_handler");
        this.setEventCallback = require("guestfs_set_event_callback");
        this.deleteEventCallback = require("guestfs_delete_event_callback");
        this.userCancel = require("guestfs_user_cancel");
    }

    /** What was found at the first question, for good. */
    private static final class Installed {
        static final @Nullable Libguestfs LIBRARY;
        static final String MISSING;

        static {
            Libguestfs library = null;
            String missing = "";
            try {
                library = find(System.getProperty(FILE_PROPERTY, NAME));
            } catch (UnsupportedFeatureException e) {
                missing = String.valueOf(e.getMessage());
            }
            LIBRARY = library;
            MISSING = missing;
        }
    }

    /** Whether there is a libguestfs to use. */
    public static boolean isAvailable() {
        return Installed.LIBRARY != null;
    }

    /** Why there is none, and what to install; empty if there is one. */
    public static Optional<String> absence() {
        return isAvailable() ? Optional.empty() : Optional.of(Installed.MISSING);
    }

    /** @throws UnsupportedFeatureException if there is none; says what to install */
    public static Libguestfs require() throws UnsupportedFeatureException {
        Libguestfs library = Installed.LIBRARY;
        if (library == null) {
            throw new UnsupportedFeatureException(Installed.MISSING);
        }
        return library;
    }

    /** @param library name or path, as dlopen takes it */
    static Libguestfs find(String library) throws UnsupportedFeatureException {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).equals("linux")
                || ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
            throw new UnsupportedFeatureException("libguestfs is used on 64-bit Linux only");
        }
        SymbolLookup lookup;
        try {
            lookup = SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new UnsupportedFeatureException("there is no " + library + ": " + INSTALL);
        }
        return new Libguestfs(lookup);
    }

    private MemorySegment require(String symbol) throws UnsupportedFeatureException {
        return lookup.find(symbol)
                .orElseThrow(() -> new UnsupportedFeatureException(
                        "the installed libguestfs has no " + symbol + ": version 1.40 or newer is needed"));
    }

    /** Whether the installed library has that function. */
    public boolean has(GuestfsFunction function) {
        return lookup.find(function.symbol()).isPresent();
    }

    /**
     * Functions of the installed library that the table of the API lacks, sorted, by their names in C: newer ones, if any.
     *
     * @throws IOException if the file of the library cannot be read
     */
    public List<String> unknown() throws IOException {
        Set<String> known = new HashSet<>(C_ONLY);
        for (GuestfsFunction function : GuestfsFunction.values()) {
            String symbol = function.symbol();
            known.add(symbol);
            if (symbol.endsWith(ARGV)) { // the same function takes its options in other ways, too
                String plain = symbol.substring(0, symbol.length() - ARGV.length());
                known.addAll(List.of(plain, plain + "_va"));
                if (plain.endsWith(OPTS)) {
                    known.add(plain.substring(0, plain.length() - OPTS.length()));
                }
            }
        }
        List<String> unknown = new ArrayList<>();
        for (String symbol : symbols()) {
            if (symbol.startsWith("guestfs_") && !known.contains(symbol) && !isOfStructs(symbol)) {
                unknown.add(symbol);
            }
        }
        return unknown;
    }

    /** All that the file of the library exports. */
    static Set<String> symbols() throws IOException {
        String file = System.getProperty(FILE_PROPERTY, NAME);
        String name = file.substring(file.lastIndexOf('/') + 1);
        return LibrarySymbols.exportedBy(LibrarySymbols.loaded(name));
    }

    /** Beside those of structs, what the library and its own tools keep to themselves. */
    private static boolean isOfStructs(String symbol) {
        for (String prefix : List.of("free", "copy", "compare", "int", "internal", "impl")) {
            if (symbol.startsWith("guestfs_" + prefix + "_")) {
                return true;
            }
        }
        return false;
    }

    /** Null if the installed library lacks it. */
    @Nullable
    MemorySegment address(GuestfsFunction function) {
        MemorySegment known = addresses[function.ordinal()];
        if (known == null) {
            known = lookup.find(function.symbol()).orElse(null);
            if (known != null) {
                addresses[function.ordinal()] = known;
            }
        }
        return known;
    }

    /** A function that every library has that returns what it is for, such as a free function. */
    MemorySegment companion(String symbol) {
        return lookup.findOrThrow(symbol);
    }

    private static MethodHandle handle(int arguments) {
        MemoryLayout[] layouts = new MemoryLayout[arguments];
        Arrays.fill(layouts, LONG);
        return LINKER.downcallHandle(FunctionDescriptor.of(LONG, layouts));
    }

    static long call(MemorySegment function, long a) {
        try {
            return (long) CALL_1.invokeExact(function, a);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a, long b) {
        try {
            return (long) CALL_2.invokeExact(function, a, b);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a, long b, long c) {
        try {
            return (long) CALL_3.invokeExact(function, a, b, c);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long call(MemorySegment function, long a, long b, long c, long d) {
        try {
            return (long) CALL_4.invokeExact(function, a, b, c, d);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** @param given at most {@link #MAX_ARGUMENTS} */
    static long call(MemorySegment function, long[] given) {
        long[] a = Arrays.copyOf(given, MAX_ARGUMENTS);
        try {
            return (long) CALL_MAX.invokeExact(
                    function, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12], a[13]);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** What a method handle threw, which can only be unchecked: foreign functions throw nothing. */
    static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof RuntimeException unchecked) {
            return unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(thrown);
    }
}
