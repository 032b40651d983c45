package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import org.junit.jupiter.api.Test;

class YamlTreeTest {

    @Test
    void mapsListsAndTexts() throws CorruptDataException {
        YamlTree.Value root = YamlTree.parse("""
                a: {b: [1, "two", 'three'], c: yes}
                d:
                  - e: ~
                f: |
                  text
                """, "x");
        assertThat(root.get("a").get("b").texts()).containsExactly("1", "two", "three");
        assertThat(root.get("a").get("c").isTrue()).isTrue();
        assertThat(root.get("d").list().getFirst().get("e").textOrNull()).isNull();
        assertThat(root.get("f").text()).isEqualTo("text\n");
        assertThat(root.get("f").line()).isEqualTo(4);
        assertThat(root.get("nothing").get("at all").texts()).isEmpty();
    }

    @Test
    void aliasesAreTheSameValue() throws CorruptDataException {
        YamlTree.Value root = YamlTree.parse("a: &x [1]\nb: *x\nc: {<<: *x}", "x");
        assertThat(root.get("b")).isSameAs(root.get("a"));
    }

    @Test
    void laughterIsCheap() throws CorruptDataException {
        StringBuilder text = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 100; i++) {
            text.append("a%d: &a%d [*a%d,*a%d,*a%d]%n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertThat(YamlTree.parse(text.toString(), "x").get("a99").list()).hasSize(3);
    }

    @Test
    void depthAndNonsenseAreRefused() {
        assertThatThrownBy(() -> YamlTree.parse("[".repeat(100_000), "deep"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("deep");
        assertThatThrownBy(() -> YamlTree.parse("a: [", "file")).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> YamlTree.parse("a: \u0000", "file")).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void nothingIsNothing() throws CorruptDataException {
        assertThat(YamlTree.parse("", "x").map()).isEmpty();
        assertThat(YamlTree.parse("# only a comment\n", "x").map()).isEmpty();
    }
}
