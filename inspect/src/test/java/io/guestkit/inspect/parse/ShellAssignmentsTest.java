package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShellAssignmentsTest {

    private static String value(String assignment) {
        return ShellAssignments.parse(assignment).get("K");
    }

    @Test
    void quotesAreRemovedAndEscapesDecodedAsTheShellDoes() {
        assertThat(value("K=plain")).isEqualTo("plain");
        assertThat(value("K=\"two words\"")).isEqualTo("two words");
        assertThat(value("K='it is \\n raw'")).isEqualTo("it is \\n raw");
        assertThat(value("K=\"a \\\"quote\\\" \\$5 \\\\ \\n\"")).isEqualTo("a \"quote\" $5 \\ \\n");
        assertThat(value("K=a\\ b")).isEqualTo("a b");
        assertThat(value("K=\"x\" # why")).isEqualTo("x");
        assertThat(value("K=x # why")).isEqualTo("x");
        assertThat(value("K=x#y")).isEqualTo("x#y");
        assertThat(value("export K=x\r")).isEqualTo("x");
        assertThat(value("K=")).isEmpty();
    }

    @Test
    void whatIsUnfinishedGoesToTheEndOfItsLine() {
        assertThat(value("K=\"open\nL=1")).isEqualTo("open");
        assertThat(value("K=\"")).isEmpty();
        assertThat(value("K=x\\")).isEqualTo("x\\");
    }

    @Test
    void linesThatAreNoAssignmentArePassedOver() {
        assertThat(ShellAssignments.parse("\uFEFFK=1\n# K=2\n=3\nno\n1K=4\nA B=5\n\u0000=6\nK=7"))
                .containsOnlyKeys("K")
                .containsEntry("K", "7");
        assertThat(ShellAssignments.parse("")).isEmpty();
        assertThat(ShellAssignments.parse("\n\n\u0000\uFFFD")).isEmpty();
    }
}
