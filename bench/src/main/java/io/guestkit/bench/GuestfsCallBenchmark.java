package io.guestkit.bench;

import io.guestkit.guestfs.Guestfs;
import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a call of libguestfs costs that does nothing, beside libguestfs's own binding for Java over JNI: Debian's
 * libguestfs-java, whose jar the property {@code libguestfs.jar} names. Its calls go through constant method handles, which
 * cost nothing once compiled.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-Djava.library.path=/usr/lib/x86_64-linux-gnu/jni"})
public class GuestfsCallBenchmark {

    /** The other binding, which is no dependency: looked up when the benchmark starts. */
    private static final class Jni {
        static final MethodHandle GET_VERBOSE;
        static final MethodHandle RSTRING;
        static final MethodHandle RSTRINGLIST;
        static final Object HANDLE;

        static {
            try {
                String jar = System.getProperty("libguestfs.jar", "/usr/share/java/libguestfs-1.48.6.jar");
                URL[] urls = {new File(jar).toURI().toURL()};
                Class<?> type = Class.forName(
                        "com.redhat.et.libguestfs.GuestFS",
                        true,
                        new URLClassLoader(urls)); // open as long as it is used
                HANDLE = type.getConstructor().newInstance();
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                GET_VERBOSE = lookup.findVirtual(type, "get_verbose", MethodType.methodType(boolean.class))
                        .asType(MethodType.methodType(boolean.class, Object.class));
                RSTRING = lookup.findVirtual(
                                type, "internal_test_rstring", MethodType.methodType(String.class, String.class))
                        .asType(MethodType.methodType(String.class, Object.class, String.class));
                RSTRINGLIST = lookup.findVirtual(
                                type, "internal_test_rstringlist", MethodType.methodType(String[].class, String.class))
                        .asType(MethodType.methodType(Object.class, Object.class, String.class));
            } catch (Exception e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    private static final String TEXT = "a text of a few dozen characters";

    @SuppressWarnings("NullAway.Init") // by create
    private Guestfs guestfs;

    @Setup
    public void create() throws Exception {
        guestfs = Guestfs.create();
    }

    @TearDown
    public void close() throws Exception {
        guestfs.close();
    }

    @Benchmark
    public boolean number() throws Exception {
        return guestfs.getVerbose();
    }

    @Benchmark
    public boolean numberByJni() throws Throwable {
        return (boolean) Jni.GET_VERBOSE.invokeExact(Jni.HANDLE);
    }

    @Benchmark
    public String text() throws Exception {
        return guestfs.internalTestRstring(TEXT);
    }

    @Benchmark
    public String textByJni() throws Throwable {
        return (String) Jni.RSTRING.invokeExact(Jni.HANDLE, TEXT);
    }

    @Benchmark
    public Object texts() throws Exception {
        return guestfs.internalTestRstringlist("20");
    }

    @Benchmark
    public Object textsByJni() throws Throwable {
        return Jni.RSTRINGLIST.invokeExact(Jni.HANDLE, "20");
    }
}
