package io.guestkit.image.ova;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskFormat;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibvirtDomainTest {

    private static Descriptor parse(String inDomain) throws DiskException {
        return LibvirtDomain.parse(("<domain type='xen'>" + inDomain + "</domain>").getBytes(StandardCharsets.UTF_8));
    }

    private static Descriptor devices(String inDevices) throws DiskException {
        return parse("<devices>" + inDevices + "</devices>");
    }

    @Test
    void theMachine() throws DiskException {
        Descriptor domain = parse("""
                <name>web #1</name>
                <memory unit='MiB'>768</memory>
                <currentMemory unit='MiB'>512</currentMemory>
                <vcpu placement='static' current='1'>4</vcpu>
                <os>
                  <type arch='x86_64'>hvm</type>
                  <loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>
                </os>
                <devices>
                  <interface type='bridge'>
                    <mac address='00:16:3E:00:00:01'/>
                    <address type='pci' domain='0x0000' bus='0x00' slot='0x0a' function='0x0'/>
                  </interface>
                  <interface type='network'>
                    <mac address='00:16:3e:00:00:02'/>
                    <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
                  </interface>
                  <interface type='network'/>
                </devices>
                """);

        assertThat(domain.machine())
                .isEqualTo(new MachineDescription(
                        Optional.of("web #1"),
                        OptionalLong.of(768L << 20),
                        OptionalInt.of(4),
                        Optional.of(Firmware.UEFI),
                        List.of(
                                new Card(Optional.of("00:16:3e:00:00:01"), List.of("ens10", "enp0s10")),
                                new Card(Optional.of("00:16:3e:00:00:02"), List.of()),
                                new Card(Optional.empty(), List.of()))));
    }

    @ParameterizedTest
    @CsvSource({"'',1024", "k,1024", "b,1", "KB,1000", "M,1048576", "GB,1000000000", "TiB,1099511627776"})
    void unitsOfMemory(String unit, long bytes) throws DiskException {
        String memory = unit.isEmpty() ? "<memory>3</memory>" : "<memory unit='" + unit + "'>3</memory>";
        assertThat(parse(memory).machine().memory()).hasValue(3 * bytes);
    }

    @Test
    void memoryThatNoMachineHas() throws DiskException {
        for (String number : List.of("0", "-1", "x", "9223372036854775807")) {
            assertThat(parse("<memory>" + number + "</memory>").machine().memory())
                    .isEmpty();
        }
        assertThat(parse("<memory unit='furlongs'>1</memory>").machine().memory())
                .isEmpty();
    }

    @Test
    void whatStartsIt() throws DiskException {
        assertThat(parse("<os firmware='efi'><type>hvm</type></os>").machine().firmware())
                .contains(Firmware.UEFI);
        assertThat(parse("<os><type>hvm</type></os>").machine().firmware()).contains(Firmware.BIOS);
        assertThat(parse("<os><type>hvm</type><loader type='rom'>/usr/lib/xen/boot/hvmloader</loader></os>")
                        .machine()
                        .firmware())
                .contains(Firmware.BIOS);
        // what Xen starts without firmware
        assertThat(parse("<os><type>linux</type><kernel>/boot/vmlinuz</kernel></os>")
                        .machine()
                        .firmware())
                .isEmpty();
    }

    @Test
    void disksAndWhatLiesBelowThem() throws DiskException {
        Descriptor domain = devices("""
                <disk type='file' device='cdrom'><source file='/x.iso'/><target dev='hdc'/></disk>
                <disk type='file' device='floppy'><target dev='fda'/></disk>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2'/>
                  <source file='/images/top.qcow2'/>
                  <backingStore type='file'>
                    <format type='raw'/>
                    <source file='/images/below.raw'/>
                  </backingStore>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <disk type='block'><driver type='raw'/><source dev='/dev/vg/data'/><target dev='vdb'/></disk>
                <disk type='block' device='lun'><source dev='/dev/sdx'/><target dev='sda'/></disk>
                """);

        assertThat(domain.disks())
                .extracting(Descriptor.Disk::name)
                .containsExactly("/images/top.qcow2", "/dev/vg/data", "/dev/sdx");
        assertThat(domain.disks()).extracting(Descriptor.Disk::id).containsExactly("vda", "vdb", "sda");
        assertThat(domain.disks())
                .extracting(Descriptor.Disk::certain)
                .containsExactly(Optional.of(DiskFormat.QCOW2), Optional.of(DiskFormat.RAW), Optional.empty());
    }

    @Test
    void disksThatAreNoFiles() {
        assertThatThrownBy(() -> devices("""
                <disk type='network' device='disk'><source protocol='rbd' name='pool/x'/><target dev='vda'/></disk>
                """))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("libvirt domain: the disk vda is of type network; only files and block devices are read");
        assertThatThrownBy(() -> devices("<disk type='file'><target dev='vda'/></disk>"))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("libvirt domain: the disk vda has no source");
        assertThatThrownBy(() -> devices("""
                <disk type='file'><driver type='bochs'/><source file='x'/><target dev='vda'/></disk>
                """))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("libvirt domain: the disk vda is of the unknown format bochs");
    }

    @Test
    void whatIsNone() {
        assertThatThrownBy(() -> LibvirtDomain.parse("<network/>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("libvirt domain: the root element is network, expected domain");
        assertThatThrownBy(() ->
                        LibvirtDomain.parse("<!DOCTYPE domain><domain type='kvm'/>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void howOneBegins() {
        assertThat(Language.of("<!--\nWARNING: made by a program\n-->\n\n<domain type='kvm'>\n"))
                .contains(Language.LIBVIRT);
        assertThat(Language.of("<domain id='3' type='xen'>")).contains(Language.LIBVIRT);
        assertThat(Language.of("<network><domain name='x'/></network>")).isEmpty();
    }
}
