package io.guestkit.image.ova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.MachineDescription;
import io.guestkit.image.MachineDescription.Card;
import io.guestkit.image.MachineDescription.Firmware;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VirtualBoxMachineTest {

    private static final String REGISTRY = """
            <MediaRegistry>
              <HardDisks>
                <HardDisk uuid="{aaaaaaaa-0000-0000-0000-000000000001}" location="box.vdi" format="VDI" type="Normal">
                  <HardDisk uuid="{aaaaaaaa-0000-0000-0000-000000000002}" location="Snapshots/{2}.vdi" format="VDI"/>
                </HardDisk>
                <HardDisk uuid="{aaaaaaaa-0000-0000-0000-000000000003}" location="/data/d.vdi" format="VDI"/>
              </HardDisks>
              <DVDImages><Image uuid="{bbbbbbbb-0000-0000-0000-000000000001}" location="/x.iso"/></DVDImages>
            </MediaRegistry>
            """;

    private static final String HARDWARE = """
            <Hardware>
              <CPU count="2"><PAE enabled="true"/></CPU>
              <Memory RAMSize="1024"/>
              <Firmware type="EFI"/>
              <Network>
                <Adapter slot="0" enabled="true" MACAddress="080027ABCDEF" type="82540EM"><NAT/></Adapter>
                <Adapter slot="1" enabled="true" MACAddress="080027000002"/>
                <Adapter slot="2" MACAddress="080027000003"/>
                <Adapter slot="7" enabled="true" MACAddress="080027000004"/>
              </Network>
            </Hardware>
            """;

    private static Descriptor parse(String inMachine) throws DiskException {
        return VirtualBoxMachine.parse(("<VirtualBox xmlns='http://www.virtualbox.org/' version='1.16-linux'>"
                        + "<Machine uuid='{1}' name='box &amp; co' OSType='Debian_64' snapshotFolder='Snapshots'>"
                        + inMachine + "</Machine></VirtualBox>")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static String attached(String type, int id) {
        return """
                <AttachedDevice type="%s" port="0" device="0"><Image uuid="{AAAAAAAA-0000-0000-0000-00000000000%d}"/>\
                </AttachedDevice>""".formatted(type, id);
    }

    private static String controllers(String devices) {
        return "<StorageControllers><StorageController name='SATA' type='AHCI'>" + devices
                + "</StorageController></StorageControllers>";
    }

    @Test
    void theMachine() throws DiskException {
        assertThat(parse(HARDWARE).machine())
                .isEqualTo(new MachineDescription(
                        Optional.of("box & co"),
                        OptionalLong.of(1L << 30),
                        OptionalInt.of(2),
                        Optional.of(Firmware.UEFI),
                        List.of(
                                new Card(Optional.of("08:00:27:ab:cd:ef"), List.of("enp0s3")),
                                new Card(Optional.of("08:00:27:00:00:02"), List.of("enp0s8")),
                                new Card(Optional.of("08:00:27:00:00:04"), List.of("enp0s19")))));
        assertThat(parse(HARDWARE.replace("<CPU", "<Chipset type='ICH9'/><CPU"))
                        .machine()
                        .cards())
                .hasSize(3)
                .allMatch(card -> card.names().isEmpty());
    }

    @Test
    void whatIsLeftOutIsAsUsual() throws DiskException {
        MachineDescription machine = parse("<Hardware/>").machine();

        assertThat(machine.firmware()).contains(Firmware.BIOS);
        assertThat(machine.processors()).hasValue(1);
        assertThat(machine.memory()).isEmpty();
        assertThat(machine.cards()).isEmpty();
    }

    @Test
    void disksOfNowAndNotOfSnapshots() throws DiskException {
        String once = "<Snapshot uuid='{9}' name='before'><Hardware><CPU count='7'/></Hardware>"
                + controllers(attached("HardDisk", 1)) + "<Snapshots/></Snapshot>";
        String now = controllers(attached("HardDisk", 2)
                + "<AttachedDevice type='DVD'><Image uuid='{bbbbbbbb-0000-0000-0000-000000000001}'/></AttachedDevice>"
                + attached("HardDisk", 3));

        Descriptor machine = parse(REGISTRY + once + HARDWARE + now);

        assertThat(machine.disks())
                .extracting(Descriptor.Disk::name)
                .containsExactly("Snapshots/{2}.vdi", "/data/d.vdi");
        assertThat(machine.machine().processors()).hasValue(2);
        // newer versions have them in the hardware
        assertThat(parse(REGISTRY + "<Hardware>" + now + "</Hardware>").disks())
                .extracting(Descriptor.Disk::name)
                .containsExactly("Snapshots/{2}.vdi", "/data/d.vdi");
    }

    @Test
    void aDiskOfWhichNothingIsKnown() {
        assertThatThrownBy(() -> parse(controllers(attached("HardDisk", 1))))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("VirtualBox settings: has the disk {aaaaaaaa-0000-0000-0000-000000000001} attached,"
                        + " and says nothing of where it is");
    }

    @Test
    void anEncryptedMachineIsRefused() {
        String text = "<VirtualBox xmlns='http://www.virtualbox.org/'><MachineEncrypted uuid='{1}'/></VirtualBox>";
        assertThat(Language.of(text)).contains(Language.VIRTUALBOX);
        assertThatThrownBy(() -> VirtualBoxMachine.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("VirtualBox settings: the machine is encrypted; decrypt it in VirtualBox first");
    }
}
