package io.guestkit.fs.fat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            "README  TXT", 0x00, README.TXT
            "README  TXT", 0x08, readme.TXT
            "README  TXT", 0x10, README.txt
            "README  TXT", 0x18, readme.txt
            "NOEXT      ", 0x18, noext
            "        TXT", 0x00, .TXT
            "A B C   D E", 0x00, A B C.D E
            "\u0005BC        ", 0x00, σBC
            "\u009aBER    \u008e  ", 0x08, über.Ä
            "\u00e2\u00e4\u00e9        ", 0x08, ΓσΘ
            "A/B     /  ", 0x00, A_B._
            "        .  ", 0x00, __
            """)
    void short_names(String field, String ntRes, String name) {
        assertThat(ShortName.decode(field.getBytes(StandardCharsets.ISO_8859_1), Integer.decode(ntRes)))
                .isEqualTo(name);
    }

    @Test
    void code_page_437_is_the_one_of_the_jdk() {
        byte[] field = new byte[11];
        for (int code = 0x80; code < 0x100; code++) {
            field[1] = (byte) code;
            field[0] = 'x';
            assertThat(ShortName.label(field).charAt(1))
                    .isEqualTo(new String(new byte[] {(byte) code}, Charset.forName("IBM437")).charAt(0));
        }
    }
}
