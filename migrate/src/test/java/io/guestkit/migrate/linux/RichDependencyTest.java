package io.guestkit.migrate.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RichDependencyTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            (a),                           true
            (a or x or y),                 true
            (x or y),                      false
            ( a  and  b ),                 true
            (a and b and x),               false
            (a >= 1:2-3 and b),            true
            (a with b),                    true
            (a without x),                 true
            (a if b),                      true
            (x if b),                      false
            (x if y),                      true
            (x if y else a),               true
            (x if y else z),               false
            (a unless x),                  true
            (a unless b),                  false
            (x unless b else a),           true
            (x or (a and (b or y))),       true
            (libc.so.6(GLIBC_2.4)(64bit)), true
            (config(x) or b),              true
            """)
    void isMet(String text, boolean met) throws Exception {
        assertThat(RichDependency.is(text)).isTrue();
        assertThat(RichDependency.isMet(text, Set.of("a", "b", "libc.so.6(GLIBC_2.4)(64bit)")::contains))
                .isEqualTo(met);
    }

    @Test
    void allNamesAreAskedFor() throws Exception {
        List<String> names = new ArrayList<>();
        RichDependency.isMet("(a or (/usr/bin/b if c = 1) or d)", names::add);
        assertThat(names).containsExactly("a", "/usr/bin/b", "c", "d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "()",
                "(a",
                "(a or",
                "(a or)",
                "(a b)",
                "(a or b) c",
                "(a xor b)",
                "(a if b or c)",
                "(a if b else)",
                "(a >=",
                "(a or(b))"
            })
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> RichDependency.isMet(text, name -> true))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("rpm dependency " + text + ": ");
    }

    @Test
    void depthIsBoundedAndTheMessageToo() {
        String deep = "(".repeat(60_000) + "a" + ")".repeat(60_000);
        assertThatThrownBy(() -> RichDependency.isMet(deep, name -> true))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("more than 32 parentheses in each other")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }
}
