package io.guestkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileReferenceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            base.qcow2 | base.qcow2
            dir/with:colon | dir/with:colon
            file:base.qcow2 | base.qcow2
            file:///images/base.qcow2 | /images/base.qcow2
            json:{"driver":"qcow2","file":{"driver":"file","filename":"base.qcow2"}} | base.qcow2
            json:{"driver":"raw","file.driver":"host_device","file.filename":"/dev/sdx"} | /dev/sdx
            json: { "filename" : "a\\u0062\\"c", "driver":"file", "x": -1.5, "y": true } | ab"c
            """)
    void theNameOfAFileIsFound(String reference, String name) throws Exception {
        assertThat(FileReference.plainName(reference, "backing file")).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nbd://host/export",
                "https://host/disk",
                "json:{\"driver\":\"nbd\",\"host\":\"x\"}",
                "json:{\"file\":{\"driver\":\"ssh\",\"filename\":\"x\"}}",
                "json:{}"
            })
    void whatIsNoFileIsRefusedByName(String reference) {
        assertThatThrownBy(() -> FileReference.plainName(reference, "backing file"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("cannot be followed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "json:",
                "json:{",
                "json:{\"a\"",
                "json:{\"a\":}",
                "json:{\"a\":\"\\q\"}",
                "json:{\"a\":\"\\u12",
                "json:[1]"
            })
    void malformedJsonIsCorruptData(String reference) {
        assertThatThrownBy(() -> FileReference.plainName(reference, "backing file"))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void deepNestingIsCut() {
        String deep = "json:" + "{\"a\":".repeat(10_000);
        assertThatThrownBy(() -> FileReference.plainName(deep, "backing file"))
                .isInstanceOf(CorruptDataException.class);
    }
}
