package io.guestkit.image.ova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.CorruptDataException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OvfEnvelopeTest {

    private static OvfEnvelope parse(String xml) throws CorruptDataException {
        return OvfEnvelope.parse(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static final String GOOD = "<Envelope><References><File href='a' id='1'/></References><DiskSection>"
            + "<Disk diskId='d' capacity='3' capacityAllocationUnits='byte * 2^20' fileRef='1'/>"
            + "<Disk diskId='blank' capacity='5'/></DiskSection></Envelope>";

    @Test
    void disksThatNoItemNames() throws CorruptDataException {
        assertThat(parse(GOOD).disks()).extracting(OvfEnvelope.Disk::name).containsExactly("a", "blank");
    }

    /** Neither is anything opened, nor anything multiplied. */
    @Test
    void documentTypes() {
        for (String inside : new String[] {
            "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "<!ENTITY a 'aaaaaaaaaa'><!ENTITY x '&a;&a;&a;&a;'>", ""
        }) {
            assertThatThrownBy(() -> parse("<!DOCTYPE Envelope [" + inside + "]><Envelope>&x;</Envelope>"))
                    .isInstanceOf(CorruptDataException.class);
        }
        assertThatThrownBy(() -> parse("<!DOCTYPE Envelope SYSTEM 'http://host/x.dtd'><Envelope/>"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("document type");
    }

    @Test
    void nonsense() {
        for (String xml :
                new String[] {"", "<", "<Envelope>", "<a/>", "<Envelope>&x;</Envelope>", "<Envelope a='1' a='2'/>"}) {
            assertThatThrownBy(() -> parse(xml)).as(xml).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void referencesThatLeadNowhere() {
        assertThatThrownBy(() -> parse(GOOD.replace("fileRef='1'", "fileRef='2'")))
                .hasMessageContaining("disk d has the fileRef 2");
        assertThatThrownBy(() -> parse(GOOD.replace("href='a'", ""))).hasMessageContaining("file 1 has no href");
        assertThatThrownBy(() -> parse(GOOD.replace("'blank'", "'d'"))).hasMessageContaining("two disks");
    }

    @Test
    void elementsThatAreTooDeep() {
        String deep = "<a>".repeat(100_000) + "</a>".repeat(100_000);
        assertThatThrownBy(() -> parse("<Envelope>" + deep + "</Envelope>")).isInstanceOf(CorruptDataException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "32, byte * 2^30, 34359738368",
        "7, '', 7",
        "3, byte, 3",
        "3, byte*2^20, 3145728",
        "2, byte * 1000, 2000",
    })
    void capacities(String number, String units, long bytes) throws CorruptDataException {
        assertThat(Capacity.parse(number, units)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"'', byte", "-1, byte", "1, byte * 2^63", "9223372036854775807, byte * 2^1", "1, bits", "${disk}, byte"
    })
    void capacitiesThatAreNone(String number, String units) {
        assertThatThrownBy(() -> Capacity.parse(number, units)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void manifests() throws CorruptDataException {
        Manifest manifest = Manifest.parse("SHA256(a (1).vmdk)= AB\r\n\nSHA1(b=c)=cd".getBytes(StandardCharsets.UTF_8));
        assertThat(manifest.lines())
                .containsExactly(
                        new Manifest.Line("SHA256", "a (1).vmdk", "ab"), new Manifest.Line("SHA1", "b=c", "cd"));
        assertThatThrownBy(() -> Manifest.parse("abc".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CorruptDataException.class);
    }
}
