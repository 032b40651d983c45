package io.guestkit.image.ova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.MachineDescription;
import io.guestkit.image.MachineDescription.Card;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OvfEnvelopeTest {

    private static Descriptor parse(String xml) throws DiskException {
        return OvfEnvelope.parse(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static final String GOOD = "<Envelope><References><File href='a' id='1'/></References><DiskSection>"
            + "<Disk diskId='d' capacity='3' capacityAllocationUnits='byte * 2^20' fileRef='1'/>"
            + "<Disk diskId='blank' capacity='5'/></DiskSection></Envelope>";

    @Test
    void disksThatNoItemNames() throws DiskException {
        assertThat(parse(GOOD).disks()).extracting(Descriptor.Disk::name).containsExactly("a", "blank");
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
    void capacities(String number, String units, long bytes) throws DiskException {
        assertThat(Capacity.parse(number, units)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"'', byte", "-1, byte", "1, byte * 2^63", "9223372036854775807, byte * 2^1", "1, bits", "${disk}, byte"
    })
    void capacitiesThatAreNone(String number, String units) {
        assertThatThrownBy(() -> Capacity.parse(number, units)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void manifests() throws DiskException {
        Manifest manifest = Manifest.parse("SHA256(a (1).vmdk)= AB\r\n\nSHA1(b=c)=cd".getBytes(StandardCharsets.UTF_8));
        assertThat(manifest.lines())
                .containsExactly(
                        new Manifest.Line("SHA256", "a (1).vmdk", "ab"), new Manifest.Line("SHA1", "b=c", "cd"));
        assertThatThrownBy(() -> Manifest.parse("abc".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CorruptDataException.class);
    }

    private static String item(String type, String rest) {
        return "<Item><ResourceType>%s</ResourceType>%s</Item>".formatted(type, rest);
    }

    @Test
    void theMachine() throws DiskException {
        String hardware = item("3", "<VirtualQuantity>4</VirtualQuantity>")
                + item("4", "<AllocationUnits>byte * 2^20</AllocationUnits><VirtualQuantity>768</VirtualQuantity>")
                + item("10", "<Address>00:50:56:AA:bb:01</Address><Config key='slotInfo.pciSlotNumber' value='192'/>")
                + item("10", "")
                + "<Config key='firmware' value='efi'/>";
        String system = "<VirtualSystem id='x'><Name> web #1 </Name>" + hardware + "</VirtualSystem>";

        MachineDescription machine =
                parse("<Envelope>" + system + "</Envelope>").machine();

        assertThat(machine)
                .isEqualTo(new MachineDescription(
                        Optional.of("web #1"),
                        OptionalLong.of(768L << 20),
                        OptionalInt.of(4),
                        Optional.of(MachineDescription.Firmware.UEFI),
                        List.of(
                                new Card(Optional.of("00:50:56:aa:bb:01"), List.of("ens192")),
                                new Card(Optional.empty(), List.of()))));
        assertThat(parse("<Envelope>" + system + system + "</Envelope>").machine())
                .isEqualTo(MachineDescription.UNKNOWN);
    }

    @Test
    void whatVirtualBoxWritesElsewhere() throws DiskException {
        MachineDescription machine = parse("<Envelope><VirtualSystem id='box'>"
                        + item(
                                "4",
                                "<AllocationUnits>MegaBytes</AllocationUnits><VirtualQuantity>512</VirtualQuantity>")
                        + item("10", "")
                        + item("10", "")
                        + "<Machine><Hardware><Firmware type='EFI64'/><Network>"
                        + "<Adapter slot='0' enabled='true' MACAddress='080027ABCDEF'/>"
                        + "<Adapter slot='1' enabled='false' MACAddress='080027000001'/>"
                        + "<Adapter slot='2' enabled='true' MACAddress='080027000002'/>"
                        + "</Network></Hardware></Machine></VirtualSystem></Envelope>")
                .machine();

        assertThat(machine.name()).contains("box");
        assertThat(machine.memory()).hasValue(512L << 20);
        assertThat(machine.firmware()).contains(MachineDescription.Firmware.UEFI);
        assertThat(machine.cards())
                .containsExactly(
                        new Card(Optional.of("08:00:27:ab:cd:ef"), List.of("enp0s3")),
                        new Card(Optional.of("08:00:27:00:00:02"), List.of("enp0s9")));
    }

    @Test
    void numbersThatNoMachineHas() throws DiskException {
        MachineDescription machine = parse("<Envelope><VirtualSystem>"
                        + item("3", "<VirtualQuantity>-1</VirtualQuantity>")
                        + item(
                                "4",
                                "<AllocationUnits>byte * 2^62</AllocationUnits><VirtualQuantity>9</VirtualQuantity>")
                        + item("10", "<Address>00:50:56:aa:bb:1</Address>").repeat(100)
                        + "</VirtualSystem></Envelope>")
                .machine();

        assertThat(machine.processors()).isEmpty();
        assertThat(machine.memory()).isEmpty();
        assertThat(machine.name()).isEmpty();
        assertThat(machine.cards()).hasSize(64).containsOnly(new Card(Optional.empty(), List.of()));
    }
}
