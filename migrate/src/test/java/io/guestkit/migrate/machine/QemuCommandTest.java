package io.guestkit.migrate.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskFormat;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QemuCommandTest {

    private static final String HOSTILE = "/im,ages/a \"b\"\\c'd,file=/etc/passwd\u0001.raw";

    private static Machine machine(DiskBus bus, MachineDisk... disks) throws UnsupportedFeatureException {
        return Machine.fitting(
                ReportDraft.linux().report(),
                MachineOptions.DEFAULT.withBus(bus).withDisks(List.of(disks)));
    }

    @Test
    void aPathIsJsonAndNothingElse() throws Exception {
        List<String> words = QemuCommand.of(
                machine(DiskBus.VIRTIO, new MachineDisk(Path.of(HOSTILE), DiskFormat.RAW)), Path.of("n"));
        assertThat(words)
                .contains(
                        "{\"driver\":\"raw\",\"node-name\":\"disk0\",\"discard\":\"unmap\",\"file\":{\"driver\":\"file\","
                                + "\"discard\":\"unmap\",\"filename\":\"/im,ages/a \\\"b\\\"\\\\c'd,file=/etc/passwd\\u0001.raw\"}}");
        assertThat(words).contains("virtio-blk-pci,drive=disk0,bootindex=0");
    }

    @Test
    void aCommaInAnOptionIsDoubled() throws Exception {
        Machine machine = Machine.fitting(
                ReportDraft.linux().report(), MachineOptions.DEFAULT.withFirmware(Machine.Firmware.UEFI));
        assertThat(QemuCommand.of(machine, Path.of("/a,b/n"))).contains("if=pflash,unit=1,format=raw,file=/a,,b/n");
    }

    @ParameterizedTest
    @CsvSource({
        "SATA, 'ide-hd,bus=ide.1,drive=disk1,bootindex=1'",
        "IDE, 'ide-hd,bus=ide.0,unit=1,drive=disk1,bootindex=1'",
        "PVSCSI, 'scsi-hd,bus=scsi.0,scsi-id=1,drive=disk1,bootindex=1'",
        "VIRTIO_SCSI, 'scsi-hd,bus=scsi.0,scsi-id=1,drive=disk1,bootindex=1'"
    })
    void eachDiskHasItsPlace(DiskBus bus, String device) throws Exception {
        MachineDisk disk = new MachineDisk(Path.of("/d.qcow2"), DiskFormat.QCOW2);
        assertThat(QemuCommand.of(machine(bus, disk, disk), Path.of("n"))).contains(device);
    }

    @ParameterizedTest
    @CsvSource({"plain-1.0/x, plain-1.0/x", "a b, 'a b'", "'', ''", "$(x), $(x)", "#, #"})
    void wordsAreQuotedForAShell(String word, String inside) {
        String quoted = QemuCommand.quoted(word);
        assertThat(quoted).isEqualTo(word.equals("plain-1.0/x") ? inside : "'" + inside + "'");
    }

    @Test
    void aQuoteInAWordIsQuoted() {
        assertThat(QemuCommand.quoted("a'b")).isEqualTo("'a'\\''b'");
    }

    @Test
    void whatQemuDoesNotRunFromIsRefused() {
        assertThatThrownBy(() -> QemuCommand.of(
                        machine(DiskBus.VIRTIO, new MachineDisk(Path.of("/a.E01"), DiskFormat.EWF)), Path.of("n")))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("convert it first");
    }

    @Test
    void everyLayerOfATestIsNamedAndNoneFollowed() throws Exception {
        Overlays.Disk disk = new Overlays.Disk(List.of(
                new MachineDisk(Path.of("/t/o.qcow2"), DiskFormat.QCOW2),
                new MachineDisk(Path.of("/i/m.vmdk"), DiskFormat.VMDK)));
        List<String> words = QemuCommand.ofTest(
                machine(DiskBus.SATA, new MachineDisk(Path.of("/i/m.vmdk"), DiskFormat.VMDK)),
                new Overlays(List.of(disk), io.guestkit.OpenOptions.DEFAULT),
                "tcg",
                true,
                null,
                null,
                Path.of("/t/serial"),
                Path.of("/t/control"));
        assertThat(words)
                .contains(
                        "{\"driver\":\"qcow2\",\"node-name\":\"disk0\",\"discard\":\"unmap\",\"file\":{\"driver\":\"file\","
                                + "\"discard\":\"unmap\",\"filename\":\"/t/o.qcow2\"},\"backing\":{\"driver\":\"vmdk\","
                                + "\"node-name\":\"disk0-1\",\"file\":{\"driver\":\"file\",\"filename\":\"/i/m.vmdk\"},"
                                + "\"read-only\":true,\"backing\":null}}");
        assertThat(words).containsSequence("-nic", "none").contains("-sandbox");
        assertThat(words).doesNotContain("-netdev");
    }
}
