package io.guestkit.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths behave as the JDK's own do on Linux, which is asked wherever it can be. */
class GuestPathTest {

    private static final List<String> SAMPLES = List.of(
            "",
            "/",
            ".",
            "..",
            "a",
            "a/b",
            "/a",
            "/a/b",
            "/a/b/c",
            "a/b/c",
            "b/c",
            "c",
            "a/./b",
            "a/../b",
            "/..",
            "/../a",
            "../a",
            "../../a",
            "a/..",
            "a/b/..",
            "/a/../..",
            "./a",
            "a/.",
            "ab",
            "/ab",
            "a/bc",
            "-x",
            "a b",
            ".hidden");

    private final GuestFileSystem fileSystem = GuestFileSystem.of(new MissingDirectory(), "test");

    private GuestPath path(String path) {
        return fileSystem.getPath(path);
    }

    @Test
    void partsAreThoseOfTheJdk() {
        for (String sample : SAMPLES) {
            GuestPath ours = path(sample);
            Path theirs = Path.of(sample);
            assertThat(ours).hasToString(theirs.toString());
            assertThat(ours.isAbsolute()).isEqualTo(theirs.isAbsolute());
            assertThat(ours.getNameCount()).as(sample).isEqualTo(theirs.getNameCount());
            assertThat(text(ours.getRoot())).as(sample).isEqualTo(text(theirs.getRoot()));
            assertThat(text(ours.getParent())).as(sample).isEqualTo(text(theirs.getParent()));
            assertThat(text(ours.getFileName())).as(sample).isEqualTo(text(theirs.getFileName()));
            assertThat(text(ours.normalize())).as(sample).isEqualTo(text(theirs.normalize()));
            assertThat(names(ours)).as(sample).isEqualTo(names(theirs));
            for (int begin = 0; begin < theirs.getNameCount(); begin++) {
                for (int end = begin + 1; end <= theirs.getNameCount(); end++) {
                    assertThat(text(ours.subpath(begin, end))).isEqualTo(text(theirs.subpath(begin, end)));
                }
            }
        }
    }

    @Test
    void pairsAreThoseOfTheJdk() {
        for (String one : SAMPLES) {
            for (String other : SAMPLES) {
                GuestPath ours = path(one);
                Path theirs = Path.of(one);
                String pair = "'" + one + "' and '" + other + "'";
                assertThat(ours.startsWith(other)).as(pair).isEqualTo(theirs.startsWith(other));
                assertThat(ours.endsWith(other)).as(pair).isEqualTo(theirs.endsWith(other));
                assertThat(text(ours.resolve(other))).as(pair).isEqualTo(text(theirs.resolve(other)));
                assertThat(text(ours.resolveSibling(other))).as(pair).isEqualTo(text(theirs.resolveSibling(other)));
                assertThat(ours.equals(path(other))).as(pair).isEqualTo(theirs.equals(Path.of(other)));
                assertThat(Integer.signum(ours.compareTo(path(other))))
                        .as(pair)
                        .isEqualTo(Integer.signum(theirs.compareTo(Path.of(other))));
                assertThat(relative(ours, path(other))).as(pair).isEqualTo(relative(theirs, Path.of(other)));
            }
        }
    }

    private static List<String> names(Path path) {
        List<String> names = new ArrayList<>();
        path.forEach(name -> names.add(name.toString()));
        return names;
    }

    private static String text(Object path) {
        return String.valueOf(path);
    }

    private static String relative(Path from, Path to) {
        try {
            return from.relativize(to).toString();
        } catch (IllegalArgumentException e) {
            return "refused";
        }
    }

    @Test
    void slashesAreCollapsed() {
        assertThat(path("//a///b//"))
                .hasToString("/a/b")
                .isEqualTo(path("/a/b"))
                .hasSameHashCodeAs(path("/a/b"));
        assertThat(fileSystem.getPath("/", "", "a", "/b/")).hasToString("/a/b");
        assertThat(path("///")).hasToString("/");
        assertThat(path("a").toAbsolutePath()).hasToString("/a");
        assertThat(path("").toAbsolutePath()).hasToString("/");
    }

    @Test
    void anyBytesSurviveAString() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextBoolean() ? 0x80 + random.nextInt(0x80) : 'a' + random.nextInt(26));
            }
            assertThat(NameCodec.encode(NameCodec.decode(bytes))).isEqualTo(bytes);
        }
    }

    @Test
    void invalidBytesBecomeLoneSurrogates() {
        assertThat(NameCodec.decode(new byte[] {'a', (byte) 0xff, 'b'})).isEqualTo("a\udcffb");
        assertThat(NameCodec.decode(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
                .isEqualTo("\udced\udca0\udc80");
        assertThat(NameCodec.decode(new byte[] {(byte) 0xc0, (byte) 0xaf})).isEqualTo("\udcc0\udcaf");
        for (String valid : List.of("caf\u00e9", "\u65e5\u672c", "\ud83d\udc27", "\ufffd", "")) {
            assertThat(NameCodec.decode(valid.getBytes(StandardCharsets.UTF_8))).isEqualTo(valid);
            assertThat(NameCodec.encode(valid)).isEqualTo(valid.getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\ud800", "a\udc00", "\udbff\udbff"})
    void whatHasNoBytesIsRefused(String name) {
        assertThatThrownBy(() -> path(name)).isInstanceOf(InvalidPathException.class);
    }

    @Test
    void bytesOrderUnsigned() {
        GuestPath high = fileSystem.getPath(new byte[] {(byte) 0x80});
        assertThat(high).isGreaterThan(path("z"));
        byte[] bytes = high.bytes();
        bytes[0] = 'x';
        assertThat(high.bytes()).containsExactly(0x80);
    }

    @Test
    void urisNameFileSystemAndPath() {
        GuestFileSystem device = GuestFileSystem.of(new MissingDirectory(), "/dev/sda1");
        assertThat(device.getPath("/a b/caf\u00e9\udcff").toUri())
                .hasToString("guestkit:%2Fdev%2Fsda1!/a%20b/caf%C3%A9%FF");
        assertThat(device.getPath("etc").toUri()).hasToString("guestkit:%2Fdev%2Fsda1!/etc");
    }

    @Test
    void foreignPathsAreRefused() {
        assertThatThrownBy(() -> path("a").resolve(Path.of("b"))).isInstanceOf(ProviderMismatchException.class);
        assertThatThrownBy(() -> path("a").relativize(Path.of("b"))).isInstanceOf(ProviderMismatchException.class);
        assertThat(path("a").startsWith(Path.of("a"))).isFalse();
        assertThat(path("a").equals(Path.of("a"))).isFalse();
        GuestFileSystem other = GuestFileSystem.of(new MissingDirectory(), "test");
        assertThat(path("a").equals(other.getPath("a"))).isFalse();
    }
}
