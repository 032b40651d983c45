package io.guestkit.migrate.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskFormat;
import io.guestkit.image.MachineDescription;
import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.inspect.report.Identity.OsType;
import io.guestkit.inspect.report.NamedDevice;
import io.guestkit.io.UnsupportedFeatureException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MachineTest {

    private static Machine fit(ReportDraft draft) throws UnsupportedFeatureException {
        return Machine.fitting(draft.report(), MachineOptions.DEFAULT);
    }

    private static String why(Machine machine, String subject) {
        for (Choice choice : machine.choices()) {
            if (choice.subject().equals(subject)) {
                return choice.reason();
            }
        }
        return "";
    }

    @Test
    void aReadyLinuxIsOnVirtio() throws Exception {
        Machine machine = fit(ReportDraft.linux());
        assertThat(machine.name()).isEqualTo("web");
        assertThat(machine.type()).isEqualTo("q35");
        assertThat(machine.bus()).isEqualTo(DiskBus.VIRTIO);
        assertThat(machine.firmware()).isEqualTo(Machine.Firmware.BIOS);
        assertThat(machine.localTime()).isFalse();
        assertThat(machine.osinfo()).contains("http://debian.org/debian/12");
        assertThat(machine.disks()).containsExactly(new MachineDisk(Path.of("/images/disk.qcow2"), DiskFormat.QCOW2));
        assertThat(machine.networkCards()).containsExactly(new NetworkCard("virtio", Optional.empty()));
    }

    @Test
    void anInitramfsWithoutVirtioKeepsTheDiskOffIt() throws Exception {
        ReportDraft draft = ReportDraft.linux();
        draft.buses = Optional.of(List.of("ahci", "ide"));
        assertThat(fit(draft).bus()).isEqualTo(DiskBus.SATA);
        assertThat(why(fit(draft), "disk bus")).contains("neither the kernel nor its initramfs");
        draft.buses = Optional.of(List.of("ide", "lsi logic"));
        Machine ide = fit(draft);
        assertThat(ide.bus()).isEqualTo(DiskBus.IDE);
        assertThat(ide.type()).as("q35 has no IDE").isEqualTo("pc");
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/sda1, UUID=1, root=/dev/sda1",
        "UUID=1, /dev/sda2, /dev/sda2 in fstab",
        "/dev/disk/by-id/scsi-3aa-part1, UUID=1, root=/dev/disk/by-id/scsi-3aa-part1"
    })
    void aNameOfTheOldBusKeepsTheDiskOffVirtio(String root, String fstab, String named) throws Exception {
        ReportDraft draft = ReportDraft.linux();
        draft.root = root;
        draft.fstab = fstab;
        assertThat(fit(draft).bus()).isEqualTo(DiskBus.SATA);
        assertThat(why(fit(draft), "disk bus")).startsWith(named);
    }

    @Test
    void withoutABootCheckNothingIsKnownOfTheInitramfs() throws Exception {
        ReportDraft draft = ReportDraft.linux();
        draft.buses = Optional.empty();
        assertThat(fit(draft).bus()).isEqualTo(DiskBus.SATA);
        assertThat(why(fit(draft), "disk bus")).contains("not looked into");
    }

    @Test
    void whatIsAskedForIsDone() throws Exception {
        Machine machine = Machine.fitting(
                ReportDraft.linux().report(),
                MachineOptions.DEFAULT
                        .withBus(DiskBus.PVSCSI)
                        .withFirmware(Machine.Firmware.UEFI)
                        .withMemory(4L << 30)
                        .withProcessors(3)
                        .withName("other")
                        .withDisks(List.of(new MachineDisk(Path.of("new.raw"), DiskFormat.RAW))));
        assertThat(machine.bus()).isEqualTo(DiskBus.PVSCSI);
        assertThat(machine.firmware()).isEqualTo(Machine.Firmware.UEFI);
        assertThat(machine.memory()).isEqualTo(4L << 30);
        assertThat(machine.processors()).isEqualTo(3);
        assertThat(machine.name()).isEqualTo("other");
        assertThat(machine.disks()).containsExactly(new MachineDisk(Path.of("new.raw"), DiskFormat.RAW));
    }

    @ParameterizedTest
    @CsvSource({"BIOS, BIOS", "UEFI, UEFI", "UNKNOWN, BIOS"})
    void firmwareIsWhatTheDisksArePreparedFor(Firmware found, Machine.Firmware chosen) throws Exception {
        ReportDraft draft = ReportDraft.linux();
        draft.firmware = found;
        assertThat(fit(draft).firmware()).isEqualTo(chosen);
    }

    @ParameterizedTest
    @CsvSource({
        "2.6.18-398.el5, true",
        "2.4.37, true",
        "2.6.31, true",
        "2.6.32-754.el6.x86_64, false",
        "3.10.0-1160.el7, false",
        "2.7, false",
        "vmlinuz, false",
        "99999999999999999999.1, false"
    })
    void oldKernelsHaveAnOldMachine(String version, boolean old) throws Exception {
        assertThat(MachineRules.isBefore2632(version)).isEqualTo(old);
        ReportDraft draft = ReportDraft.linux();
        draft.kernel = Optional.of(version);
        draft.buses = Optional.of(List.of("virtio-blk"));
        assertThat(fit(draft).type()).isEqualTo(old ? "pc" : "q35");
    }

    @Test
    void windowsIsOnVirtioOnlyWhenItsDriverStartsWithIt() throws Exception {
        Machine ready = fit(ReportDraft.windows(10, 0, "viostor", "storahci"));
        assertThat(ready.bus()).isEqualTo(DiskBus.VIRTIO);
        assertThat(ready.localTime()).isTrue();
        assertThat(fit(ReportDraft.windows(10, 0, "storahci")).bus()).isEqualTo(DiskBus.SATA);
        assertThat(fit(ReportDraft.windows(6, 1)).bus()).isEqualTo(DiskBus.IDE);
        Machine xp = fit(ReportDraft.windows(5, 1));
        assertThat(xp.bus()).isEqualTo(DiskBus.IDE);
        assertThat(xp.type()).isEqualTo("pc");
    }

    @ParameterizedTest
    @CsvSource({"10, 0, e1000e", "6, 1, e1000", "5, 1, rtl8139"})
    void aWindowsHasACardThatItKnows(int major, int minor, String model) throws Exception {
        assertThat(fit(ReportDraft.windows(major, minor)).networkCards())
                .containsExactly(new NetworkCard(model, Optional.empty()));
    }

    @Test
    void cardsKeepTheirAddresses() throws Exception {
        ReportDraft draft = ReportDraft.linux()
                .card("lo", "loopback", "")
                .card("ens192", "ethernet", "00:50:56:aa:bb:01")
                .card("ens192", "ethernet", "")
                .card("ens224", "ethernet", "01:50:56:aa:bb:02") // of a group
                .card("bond0", "bond", "00:50:56:aa:bb:03")
                .card("other", "ethernet", "00:50:56:aa:bb:01");
        assertThat(fit(draft).networkCards())
                .containsExactly(
                        new NetworkCard("virtio", Optional.of("00:50:56:aa:bb:01")),
                        new NetworkCard("virtio", Optional.empty()));
    }

    @Test
    void anAddressThatTheGuestGivesANameToIsThatOfItsCard() throws Exception {
        ReportDraft draft = ReportDraft.linux().card("ens192", "ethernet", "02:00:00:00:00:01"); // given to the card
        draft.devices.add(new NamedDevice(
                "systemd-link", "ens192", "00:50:56:AA:BB:01", Optional.empty(), "/etc/systemd/network/a.link:2"));
        draft.devices.add(new NamedDevice("crypttab", "ens192", "/dev/sda2", Optional.empty(), "/etc/crypttab:1"));

        assertThat(fit(draft).networkCards())
                .containsExactly(new NetworkCard("virtio", Optional.of("00:50:56:aa:bb:01")));
    }

    private static MachineDescription.Card card(String mac) {
        return new MachineDescription.Card(mac.isEmpty() ? Optional.empty() : Optional.of(mac), List.of());
    }

    @Test
    void theMachineIsLikeTheOneThatTheGuestHad() throws Exception {
        MachineDescription former = new MachineDescription(
                Optional.of("a name"),
                OptionalLong.of((3L << 30) + 5),
                OptionalInt.of(4),
                Optional.of(MachineDescription.Firmware.UEFI),
                List.of(card("00:50:56:aa:bb:02"), card(""), card("01:00:00:00:00:01")));
        ReportDraft draft = ReportDraft.linux().card("ens192", "ethernet", "00:50:56:aa:bb:01");

        Machine machine = Machine.fitting(draft.report(), MachineOptions.DEFAULT.withFormer(Optional.of(former)));

        assertThat(machine.name()).isEqualTo("a-name");
        assertThat(machine.memory()).isEqualTo(3L << 30);
        assertThat(machine.processors()).isEqualTo(4);
        assertThat(machine.firmware()).isEqualTo(Machine.Firmware.UEFI);
        assertThat(machine.networkCards())
                .containsExactly(
                        new NetworkCard("virtio", Optional.of("00:50:56:aa:bb:02")),
                        new NetworkCard("virtio", Optional.of("00:50:56:aa:bb:01")), // which the guest knows
                        new NetworkCard("virtio", Optional.empty()));
        assertThat(why(machine, "network cards")).isEqualTo("those that the guest had");
        MachineOptions asked = MachineOptions.DEFAULT
                .withFormer(Optional.of(former))
                .withName("other")
                .withFirmware(Machine.Firmware.BIOS);
        assertThat(Machine.fitting(draft.report(), asked).name()).isEqualTo("other");
        assertThat(Machine.fitting(draft.report(), asked).firmware()).isEqualTo(Machine.Firmware.BIOS);
    }

    @Test
    void numbersThatNoMachineHasAreLeftAside() {
        MachineOptions options = MachineOptions.DEFAULT.withFormer(Optional.of(new MachineDescription(
                Optional.empty(),
                OptionalLong.of(Long.MAX_VALUE),
                OptionalInt.of(Integer.MAX_VALUE),
                Optional.empty(),
                Collections.nCopies(64, card("")))));

        assertThat(options.memory()).isEqualTo(MachineOptions.DEFAULT.memory());
        assertThat(options.processors()).isEqualTo(MachineOptions.DEFAULT.processors());
    }

    @Test
    void aGuestDoesNotSayHowManyCardsThereAre() throws Exception {
        ReportDraft draft = ReportDraft.linux();
        for (int i = 0; i < 1000; i++) {
            draft.card("eth" + i, "ethernet", "");
        }
        Machine machine = fit(draft);
        assertThat(machine.networkCards()).hasSize(8);
        assertThat(why(machine, "network cards")).isEqualTo("992 more are set up");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00:00:00:00:00:00", "00:50:56:AA:bb:01", "0:50:56:aa:bb:01:", "00:50:56:aa:bb:0g", ""})
    void whatIsNoAddressIsNone(String mac) {
        assertThat(MachineRules.isOfOneCard(mac)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'a</name>&\"'';rm -rf /', a--name-----rm--rf--", "-x, guest-x", ".., guest-.", "'', guest"})
    void namesAreMadeOfPlainCharacters(String hostname, String name) throws Exception {
        ReportDraft draft = ReportDraft.linux();
        draft.hostname = Optional.of(hostname);
        assertThat(fit(draft).name()).isEqualTo(name).doesNotContainAnyWhitespaces();
    }

    @Test
    void withoutASystemThereIsAMachineAllTheSame() throws Exception {
        Machine machine = Machine.fitting(ReportDraft.linux().of(List.of()), MachineOptions.DEFAULT);
        assertThat(machine.name()).isEqualTo("disk");
        assertThat(machine.bus()).isEqualTo(DiskBus.SATA);
        assertThat(machine.osinfo()).isEmpty();
        assertThat(why(machine, "guest")).contains("no system");
    }

    @Test
    void otherSystemsHaveWhatTheyKnow() throws Exception {
        ReportDraft draft = ReportDraft.linux();
        draft.osType = OsType.DOS;
        draft.kernel = Optional.empty();
        draft.buses = Optional.empty();
        assertThat(fit(draft).type()).isEqualTo("pc");
        assertThat(fit(draft).bus()).isEqualTo(DiskBus.IDE);
        draft.osType = OsType.FREEBSD;
        assertThat(fit(draft).bus()).isEqualTo(DiskBus.SATA);
    }

    @Test
    void whatNoMachineIsDescribedForIsRefused() {
        ReportDraft draft = ReportDraft.linux();
        draft.architecture = "s390x";
        assertThatThrownBy(() -> fit(draft))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("s390x");
        MachineDisk disk = new MachineDisk(Path.of("disk.raw"), DiskFormat.RAW);
        MachineOptions many = MachineOptions.DEFAULT.withDisks(Collections.nCopies(21, disk));
        assertThatThrownBy(() -> Machine.fitting(ReportDraft.linux().report(), many))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("21 disks on virtio");
    }

    @Test
    void numbersHaveRanges() {
        assertThatThrownBy(() -> MachineOptions.DEFAULT.withMemory(1)).hasMessageContaining("whole MiB");
        assertThatThrownBy(() -> MachineOptions.DEFAULT.withMemory(Long.MAX_VALUE))
                .hasMessageContaining("64 TiB");
        assertThatThrownBy(() -> MachineOptions.DEFAULT.withProcessors(0)).hasMessageContaining("1 to 1024");
    }
}
