package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PasswdTest {

    @Test
    void aLineIsAUser() {
        assertThat(Passwd.parse("alice:x:1000:1001:Alice,,,:/home/alice:/bin/bash"))
                .containsExactly(new Passwd.Entry(
                        1,
                        "alice",
                        "x",
                        1000,
                        1001,
                        Optional.of("Alice,,,"),
                        Optional.of("/home/alice"),
                        Optional.of("/bin/bash")));
        assertThat(Passwd.parse("n:*:4294967295:0:::"))
                .containsExactly(new Passwd.Entry(
                        1, "n", "*", 4294967295L, 0, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void otherLinesAreNone() {
        assertThat(Passwd.parse("""
                +::::::
                -bob::::::
                :x:0:0:::
                short:x:0
                text:x:zero:0:::
                big:x:4294967296:0:::
                huge:x:99999999999999999999:0:::
                minus:x:-1:0:::
                # c:x:0:0:::
                """)).isEmpty();
    }
}
