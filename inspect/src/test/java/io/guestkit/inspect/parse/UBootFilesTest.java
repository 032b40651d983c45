package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.inspect.rule.GuestTree;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UBootFilesTest {

    @Test
    void scriptsInsideATreeAreRefusedByName() {
        byte[] tree = new byte[100];
        tree[0] = (byte) 0xd0;
        tree[1] = 0x0d;
        tree[2] = (byte) 0xfe;
        tree[3] = (byte) 0xed;
        assertThatThrownBy(() -> UBootImage.script(tree))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("FIT");
    }

    @Test
    void otherFilesAreNoImages() throws IOException {
        assertThat(UBootImage.parse(new byte[10])).isEmpty();
        assertThatThrownBy(() -> UBootImage.script("bootz".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void aScriptMayBeEmpty() throws IOException {
        assertThat(UBootImage.script(GuestTree.uImage(6, new byte[0]))).isEmpty();
    }

    @Test
    void wordsAndWhatJoinsThem() {
        assertThat(UBootShell.parse("""
                # comment; not
                setenv a 'x; y' "z && $b" \\
                  more; run a&&run c
                || echo # no
                """, 100))
                .extracting(each -> each.line() + " " + each.joint() + " " + each.words())
                .containsExactly(
                        "2 ; [setenv, a, 'x; y', \"z && $b\", more]", "3 ; [run, a]", "3 && [run, c]", "4 || [echo]");
        assertThat(UBootShell.parse("a;".repeat(100), 7)).hasSize(7);
    }

    @Test
    void variables() {
        Map<String, String> values = Map.of("a", "1", "b_2", "two");
        assertThat(UBootShell.expand("\"${a}/$b_2\"'$a'\\$a${none}$", values::get, 1000))
                .isEqualTo("1/two$a$a${none}$");
        assertThat(UBootShell.expand("$a$a$a$a", values::get, 3)).isEqualTo("111");
        assertThat(UBootShell.environment("# no\na=1\nb = x y\na=2\n=3\n")).isEqualTo(Map.of("a", "2", "b", " x y"));
    }

    @Test
    void settingsOfARaspberryPi() {
        RaspberryPiConfig config = RaspberryPiConfig.parse("""
                kernel=a
                [pi4]
                kernel=b
                [none]
                kernel=never
                [all]
                initramfs initrd.img followkernel
                kernel=c
                """);
        assertThat(config.value("kernel")).isEqualTo("c");
        assertThat(config.value("initramfs")).isEqualTo("initrd.img followkernel");
        assertThat(config.value("cmdline")).isEmpty();
        assertThat(config.all("kernel"))
                .extracting(each -> each.value() + each.filter() + each.line())
                .containsExactly("a1", "bpi43", "c8");
    }
}
