package io.guestkit.image.ova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.MachineDescription;
import io.guestkit.image.MachineDescription.Card;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class VmxFileTest {

    private static Descriptor parse(String text) throws IOException {
        return VmxFile.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> disks(String text) throws IOException {
        return parse(text).disks().stream().map(Descriptor.Disk::name).toList();
    }

    @Test
    void disksInTheGuestsOrder() throws IOException {
        assertThat(disks("""
                ide0:0.present = "TRUE"
                ide0:0.fileName = "ide.vmdk"
                nvme0:0.present = "TRUE"
                nvme0:0.fileName = "nvme.vmdk"
                SCSI1:0.present = "true"
                scsi1:0.filename = "third.vmdk"
                scsi0:10.present = "TRUE"
                scsi0:10.fileName = "second.vmdk"
                scsi0:2.present = "TRUE"
                scsi0:2.fileName = "first.vmdk"
                scsi0:2.deviceType = "scsi-hardDisk"
                """)).containsExactly("first.vmdk", "second.vmdk", "third.vmdk", "nvme.vmdk", "ide.vmdk");
    }

    @Test
    void whatIsNoDisk() throws IOException {
        assertThat(disks("""
                ide1:0.present = "TRUE"
                ide1:0.fileName = "cd.iso"
                ide1:0.deviceType = "cdrom-image"
                ide1:1.present = "TRUE"
                ide1:1.fileName = "auto detect"
                ide1:1.deviceType = "atapi-cdrom"
                floppy0.present = "TRUE"
                floppy0.fileName = "a.flp"
                scsi0:0.fileName = "absent.vmdk"
                scsi0:1.present = "FALSE"
                scsi0:1.fileName = "absent.vmdk"
                scsi0:2.present = "TRUE"
                scsi0:2.fileName = ""
                scsi00:0.present = "TRUE"
                scsi00:0.fileName = "x.vmdk"
                scsi0:99999999999.present = "TRUE"
                scsi0:99999999999.fileName = "x.vmdk"
                scsi.present = "TRUE"
                scsi.fileName = "x.vmdk"
                = "x"
                """)).isEmpty();
    }

    @Test
    void theMachine() throws IOException {
        assertThat(parse("""
                #!/usr/bin/vmware
                displayName = "a |22quoted|22 name"
                memsize = "3072"
                numvcpus = "2"
                firmware = "efi"
                ethernet1.present = "TRUE"
                ethernet1.addressType = "static"
                ethernet1.address = "00:50:56:00:00:01"
                ethernet1.generatedAddress = "00:0c:29:00:00:02"
                ethernet1.pciSlotNumber = "224"
                ethernet0.present = "TRUE"
                ethernet0.generatedAddress = "00:0c:29:bf:e4:5d"
                ethernet0.pciSlotNumber = "192"
                ethernet2.present = "FALSE"
                ethernet2.address = "00:50:56:00:00:03"
                """).machine())
                .isEqualTo(new MachineDescription(
                        Optional.of("a \"quoted\" name"),
                        OptionalLong.of(3L << 30),
                        OptionalInt.of(2),
                        Optional.of(MachineDescription.Firmware.UEFI),
                        List.of(
                                new Card(Optional.of("00:0c:29:bf:e4:5d"), List.of("ens192")),
                                new Card(Optional.of("00:50:56:00:00:01"), List.of("ens224")))));
    }

    @Test
    void whatIsLeftOutIsAsUsual() throws IOException {
        MachineDescription machine = parse("ethernet0.present = \"TRUE\"\n").machine();

        assertThat(machine.firmware()).contains(MachineDescription.Firmware.BIOS);
        assertThat(machine.processors()).hasValue(1);
        assertThat(machine.memory()).isEmpty();
        assertThat(machine.cards()).containsExactly(new Card(Optional.empty(), List.of()));
    }

    @Test
    void otherCharacters() throws IOException {
        byte[] windows =
                ".encoding = \"windows-1252\"\ndisplayName = \"K\u00f6ln\"\n".getBytes(Charset.forName("windows-1252"));
        assertThat(VmxFile.parse(windows).machine().name()).contains("K\u00f6ln");
        assertThat(parse(".encoding = \"no such\"\ndisplayName = \"x\"\n")
                        .machine()
                        .name())
                .contains("x");
    }

    @Test
    void anEncryptedMachineIsRefused() {
        String text = ".encoding = \"UTF-8\"\ndisplayName = \"x\"\nencryption.keySafe = \"vmware:key/list/...\"\n";
        assertThat(VmxFile.isOne(text)).isTrue();
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("VMX file: the machine is encrypted; decrypt it in VMware first");
    }

    @Test
    void howOneBegins() {
        assertThat(VmxFile.isOne("config.version = \"8\"\nvirtualHW.version = \"11\"\n"))
                .isTrue();
        assertThat(VmxFile.isOne("# Disk DescriptorFile\nddb.virtualHWVersion = \"4\"\n"))
                .isFalse();
        assertThat(VmxFile.isOne("\0\0virtualHW.version = \"11\"\n")).isFalse();
    }
}
