package io.guestkit.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.guestfs.option.InternalTest63OptargsOptions;
import io.guestkit.guestfs.option.InternalTestOnlyOptargsOptions;
import io.guestkit.guestfs.option.InternalTestOptions;
import io.guestkit.guestfs.struct.LvmPv;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The calls that libguestfs ships for testing bindings: every kind of argument, which it prints as it got it, and every
 * kind of result. The library is the referee: no appliance is needed.
 */
@Tag("oracle")
@Proves(area = "libguestfs", feature = "arguments and results", referee = "libguestfs internal_test", verdict = "bound")
class GuestfsConformanceTest {

    @TempDir
    Path scratch;

    private Guestfs guestfs;

    @BeforeEach
    void create() throws Exception {
        Oracle.require("guestfish"); // of the package that needs the library
        guestfs = Guestfs.create();
    }

    @AfterEach
    void close() throws Exception {
        if (guestfs != null) {
            guestfs.close();
        }
    }

    private interface Calls {
        void make() throws Exception;
    }

    /** What the library printed of the arguments that it got, byte by byte. */
    private List<String> printed(Calls calls) throws Exception {
        Path out = scratch.resolve("printed");
        guestfs.internalTestSetOutput(out.toString());
        calls.make();
        guestfs.internalTestCloseOutput();
        return Files.readString(out, StandardCharsets.ISO_8859_1).lines().toList();
    }

    @Test
    void argumentsOfEveryKindArrive() throws Exception {
        List<String> printed = printed(() -> guestfs.internalTest(
                "abc", "def", List.of("1", ""), true, -5, 1L << 40, Path.of("/in"), Path.of("/out"), new byte[] {
                    'a', 0, -1
                }));
        assertThat(printed)
                .containsExactly(
                        "abc",
                        "def",
                        "[\"1\", \"\"]",
                        "true",
                        "-5",
                        "1099511627776",
                        "/in",
                        "/out",
                        "<61><00><ffffffff>", // as printf extends the sign of a char
                        "obool: unset",
                        "oint: unset",
                        "oint64: unset",
                        "ostring: unset",
                        "ostringlist: unset");
    }

    @Test
    void optionalArgumentsOfEveryKindArrive() throws Exception {
        InternalTestOptions options = InternalTestOptions.builder()
                .obool(true)
                .oint(Integer.MIN_VALUE)
                .oint64(Long.MIN_VALUE)
                .ostring("")
                .ostringlist(List.of("x", "y"))
                .build();
        List<String> printed = printed(() -> guestfs.internalTest(
                "", null, List.of(), false, Integer.MAX_VALUE, -1, Path.of("/i"), Path.of("/o"), new byte[0], options));
        assertThat(printed)
                .containsExactly(
                        "",
                        "null",
                        "[]",
                        "false",
                        "2147483647",
                        "-1",
                        "/i",
                        "/o",
                        "",
                        "obool: true",
                        "oint: -2147483648",
                        "oint64: -9223372036854775808",
                        "ostring: ",
                        "ostringlist: [\"x\", \"y\"]");
    }

    @Test
    void sixtyThreeOptionalArgumentsHaveAPlaceEach() throws Exception {
        InternalTest63OptargsOptions options = InternalTest63OptargsOptions.builder()
                .opt1(1)
                .opt32(32)
                .opt33(33)
                .opt63(63)
                .build();
        List<String> expected = IntStream.rangeClosed(1, 63)
                .mapToObj(i -> "opt" + i + ": " + (List.of(1, 32, 33, 63).contains(i) ? String.valueOf(i) : "unset"))
                .toList();
        assertThat(printed(() -> guestfs.internalTest63Optargs(options))).isEqualTo(expected);
        assertThat(printed(() -> guestfs.internalTestOnlyOptargs())).containsExactly("test: unset");
        assertThat(printed(() -> guestfs.internalTestOnlyOptargs(
                        InternalTestOnlyOptargsOptions.builder().test(7).build())))
                .containsExactly("test: 7");
    }

    @Test
    void textsKeepBytesThatAreNotUtf8() throws Exception {
        String name = "gr\udcfc\udcdfe – ☃ \ud83d\ude00";
        assertThat(printed(() -> guestfs.internalTest(
                                name, null, List.of(name), true, 0, 0, Path.of("/"), Path.of("/"), new byte[0]))
                        .getFirst())
                .isEqualTo("grüße " + latin("–") + " " + latin("☃") + " " + latin("\ud83d\ude00"));
        assertThat(guestfs.internalTestRstring(name)).isEqualTo(name);
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void argumentsLongerThanTheScratchMemoryArrive() throws Exception {
        String text = "0123456789".repeat(10_000);
        assertThat(guestfs.internalTestRstring(text)).isEqualTo(text);
    }

    @Test
    void whatCWouldCutIsRefused() {
        assertThatThrownBy(() -> guestfs.internalTestRstring("a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NUL at index 1");
    }

    @Test
    void numbersKeepTheirSizeAndSign() throws Exception {
        assertThat(guestfs.internalTestRint("-10")).isEqualTo(-10);
        assertThat(guestfs.internalTestRint64("10000000000")).isEqualTo(10_000_000_000L);
        assertThat(guestfs.internalTestRint64("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(guestfs.internalTestRbool("true")).isTrue();
        assertThat(guestfs.internalTestRbool("false")).isFalse();
    }

    @Test
    void textsAndBytesComeBack() throws Exception {
        assertThat(guestfs.internalTestRconststring("x")).isEqualTo("static string");
        assertThat(guestfs.internalTestRconstoptstring("x")).contains("static string");
        assertThat(guestfs.internalTestRconstoptstringerr()).isEmpty();
        assertThat(guestfs.internalTestRbufferout("01\udcff")).containsExactly('0', '1', -1);
        assertThat(guestfs.internalTestRbufferout("")).isEmpty();
        assertThat(guestfs.internalTestRstringlist("3")).containsExactly("0", "1", "2");
        assertThat(guestfs.internalTestRstringlist("0")).isEmpty();
    }

    @Test
    void hashesKeepTheirOrder() throws Exception {
        assertThat(guestfs.internalTestRhashtable("200").keySet())
                .containsExactlyElementsOf(
                        IntStream.range(0, 200).mapToObj(String::valueOf).toList());
        assertThat(guestfs.internalTestRhashtable("0")).isEmpty();
    }

    @Test
    void structsComeBack() throws Exception {
        List<LvmPv> list = guestfs.internalTestRstructlist("5");
        assertThat(list).hasSize(5);
        for (int i = 0; i < 5; i++) {
            BigInteger number = BigInteger.valueOf(i);
            assertThat(list.get(i))
                    .isEqualTo(new LvmPv(
                            "pv" + i,
                            "12345678901234567890123456789012",
                            "unknown",
                            number,
                            number,
                            number,
                            number,
                            "attr" + i,
                            i,
                            i,
                            "tag" + i,
                            number,
                            i,
                            number));
        }
        assertThat(guestfs.internalTestRstruct("x")).isEqualTo(list.getFirst());
        assertThat(guestfs.internalTestRstructlist("0")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "internalTestRinterr",
                "internalTestRint64err",
                "internalTestRboolerr",
                "internalTestRconststringerr",
                "internalTestRstringerr",
                "internalTestRstringlisterr",
                "internalTestRstructerr",
                "internalTestRstructlisterr",
                "internalTestRhashtableerr",
                "internalTestRbufferouterr"
            })
    void errorsAreExceptions(String method) throws Exception {
        Method call = Guestfs.class.getMethod(method);
        assertThatThrownBy(() -> call.invoke(guestfs))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOfSatisfying(GuestfsException.class, e -> {
                    assertThat(e).hasMessageEndingWith(": error");
                    assertThat(e.function())
                            .isEqualTo("internal_test_"
                                    + method.substring("internalTest".length()).toLowerCase(Locale.ROOT));
                });
    }

    @Test
    void errorsHaveTheirErrno() {
        assertThatThrownBy(() -> guestfs.addDriveRo("/nowhere")).isInstanceOfSatisfying(GuestfsException.class, e -> {
            assertThat(e.errnoName()).contains("ENOENT");
            assertThat(e).hasMessageContaining("/nowhere").hasMessageEndingWith("(ENOENT)");
        });
    }

    @Test
    void whatTheInstalledLibraryLacksIsRefusedByName() throws Exception {
        List<GuestfsFunction> lacking = new ArrayList<>();
        for (GuestfsFunction function : GuestfsFunction.values()) {
            if (!Libguestfs.require().has(function)) {
                lacking.add(function);
            }
        }
        // whatever is installed, it has what it had in 1.40
        assertThat(lacking).doesNotContain(GuestfsFunction.ADD_DRIVE, GuestfsFunction.LAUNCH);
        for (GuestfsFunction function : lacking) {
            if (function == GuestfsFunction.XFS_INFO2) {
                assertThatThrownBy(() -> guestfs.xfsInfo2("/dev/sda"))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining(
                                "xfs_info2 needs libguestfs " + function.since().orElseThrow());
            }
        }
    }

    @Test
    void virtualThreadsLeaveCallsToAThreadOfTheHandle() throws Exception {
        List<Object> seen = new ArrayList<>();
        Thread virtual = Thread.ofVirtual().start(() -> {
            try (EventRegistration events =
                    guestfs.listen(_ -> seen.add(Thread.currentThread().isVirtual()), GuestfsEvent.ENTER)) {
                seen.add(guestfs.internalTestRstring("x"));
                guestfs.mountRo("/dev/sda", "/");
            } catch (Exception e) {
                seen.add(e.getClass());
            }
        });
        virtual.join();
        assertThat(seen).containsExactly(false, "x", false, GuestfsException.class);
    }
}
