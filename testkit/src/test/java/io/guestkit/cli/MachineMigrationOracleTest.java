package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines as they lie in the folders of their hypervisors: a description beside its disks. */
@Tag("oracle")
class MachineMigrationOracleTest {

    private static final String VMX = """
            .encoding = "UTF-8"
            config.version = "8"
            virtualHW.version = "19"
            displayName = "web server"
            memsize = "768"
            numvcpus = "3"
            firmware = "efi"
            scsi0.present = "TRUE"
            scsi0:1.present = "TRUE"
            scsi0:1.fileName = "data.vmdk"
            scsi0:0.present = "TRUE"
            scsi0:0.fileName = "system.vmdk"
            ethernet0.present = "TRUE"
            ethernet0.generatedAddress = "00:0c:29:00:00:01"
            """;

    @TempDir
    Path folder;

    private Path vmx;

    @BeforeEach
    void makeMachine() throws IOException {
        Oracle qemu = Oracle.require("qemu-img").in(folder);
        Path example = Fixtures.repository().resolve("examples/debian-12-minimal.qcow2");
        qemu.run("convert", "-O", "vmdk", example, "system.vmdk");
        qemu.run("create", "-q", "-f", "vmdk", "data.vmdk", "8M");
        vmx = Files.writeString(folder.resolve("vm.vmx"), VMX);
    }

    private Guestkit migrate(Object... more) {
        Object[] words = {"migrate", vmx, "--no-fix", "--to", folder.resolve("vm.qcow2")};
        Object[] all = java.util.Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        return Guestkit.run(all);
    }

    @Test
    @Proves(
            area = "migration",
            feature = "a machine of VMware (VMX): all disks, its memory, processors and cards",
            verdict = "same content; libvirt's domain has them",
            referee = "qemu-img compare, xmllint")
    void disksAndMachine() throws Exception {
        Guestkit run = migrate();
        assertThat(run.status()).as(run.err()).isZero();
        // it has not all drivers that it would need
        assertThat(run.err()).contains("/dev/sda2: as before, its boot chain seems to be broken: drivers broken");
        Oracle qemu = Oracle.require("qemu-img").in(folder);
        qemu.run("compare", "-F", "qcow2", "system.vmdk", "vm.qcow2");
        qemu.run("compare", "-F", "qcow2", "data.vmdk", "vm-2.qcow2");
        assertThat(xpath("number(//memory)")).isEqualTo("786432");
        assertThat(xpath("number(//vcpu)")).isEqualTo("3");
        assertThat(xpath("string(//os/@firmware)")).isEqualTo("efi");
        assertThat(xpath("string(//interface/mac/@address)")).isEqualTo("00:0c:29:00:00:01");
        assertThat(machine("vm.migration.json"))
                .containsEntry("name", "web server")
                .containsEntry("firmware", "uefi");
    }

    /** The one that a migration writes for its result. */
    @Test
    @Proves(
            area = "migration",
            feature = "a domain of libvirt: all disks, its memory, processors and cards",
            verdict = "same content, same machine",
            referee = "qemu-img compare")
    void aDomainOfLibvirt() throws Exception {
        Guestkit first = migrate();
        assertThat(first.status()).as(first.err()).isZero();
        Guestkit again =
                Guestkit.run("migrate", folder.resolve("vm.xml"), "--no-fix", "--to", folder.resolve("again.qcow2"));
        assertThat(again.status()).as(again.err()).isZero();
        Oracle qemu = Oracle.require("qemu-img").in(folder);
        qemu.run("compare", "-F", "qcow2", "system.vmdk", "again.qcow2");
        qemu.run("compare", "-F", "qcow2", "data.vmdk", "again-2.qcow2");
        assertThat(machine("again.migration.json"))
                .containsEntry("memory", 768L << 20)
                .containsEntry("processors", 3L)
                .containsEntry("firmware", "uefi");
        assertThat(String.valueOf(machine("again.migration.json").get("network_cards")))
                .contains("00:0c:29:00:00:01");
    }

    @Test
    @Proves(
            area = "migration",
            feature = "a machine of VirtualBox with two snapshots: its disk as it is now, its memory and cards",
            verdict = "same content; in the record",
            referee = "differencing disks made in Python, qemu-img compare")
    void aMachineOfVirtualBox() throws Exception {
        Path images = Fixtures.of("block-images");
        Path snapshots = Files.createDirectory(folder.resolve("Snapshots"));
        Files.copy(images.resolve("dynamic.vdi"), folder.resolve("box.vdi"));
        Files.copy(images.resolve("child-once.vdi"), snapshots.resolve("{2}.vdi"));
        Files.copy(images.resolve("child-twice.vdi"), snapshots.resolve("{3}.vdi"));
        Path vbox = Files.writeString(folder.resolve("box.vbox"), """
                <?xml version="1.0"?>
                <VirtualBox xmlns="http://www.virtualbox.org/" version="1.16-linux">
                  <Machine uuid="{0}" name="box" OSType="Debian_64" snapshotFolder="Snapshots">
                    <MediaRegistry>
                      <HardDisks>
                        <HardDisk uuid="{1}" location="box.vdi" format="VDI" type="Normal">
                          <HardDisk uuid="{2}" location="Snapshots/{2}.vdi" format="VDI">
                            <HardDisk uuid="{3}" location="Snapshots/{3}.vdi" format="VDI"/>
                          </HardDisk>
                        </HardDisk>
                      </HardDisks>
                    </MediaRegistry>
                    <Hardware>
                      <CPU count="2"/>
                      <Memory RAMSize="640"/>
                      <Network>
                        <Adapter slot="0" enabled="true" MACAddress="080027000001" type="82540EM"><NAT/></Adapter>
                      </Network>
                    </Hardware>
                    <StorageControllers>
                      <StorageController name="SATA" type="AHCI" PortCount="1">
                        <AttachedDevice type="HardDisk" port="0" device="0"><Image uuid="{3}"/></AttachedDevice>
                      </StorageController>
                    </StorageControllers>
                  </Machine>
                </VirtualBox>
                """);
        Guestkit run = Guestkit.run("migrate", vbox, "--no-fix", "--to", folder.resolve("vm.qcow2"));
        assertThat(run.status()).as(run.err()).isZero();
        Oracle.require("qemu-img")
                .run("compare", "-F", "qcow2", images.resolve("child-twice.vdi.raw"), folder.resolve("vm.qcow2"));
        assertThat(machine("vm.migration.json"))
                .containsEntry("name", "box")
                .containsEntry("memory", 640L << 20)
                .containsEntry("processors", 2L);
        assertThat(String.valueOf(machine("vm.migration.json").get("network_cards")))
                .contains("08:00:27:00:00:01", "enp0s3");
    }

    private Map<String, Object> machine(String record) throws IOException {
        return Json.object(Json.object(Json.read(folder.resolve(record))).get("machine"));
    }

    private String xpath(String expression) {
        return Oracle.require("xmllint")
                .run("--xpath", expression, folder.resolve("vm.xml"))
                .text()
                .strip();
    }

    @Test
    void anotherMachineIsAnotherSource() throws Exception {
        Guestkit first = migrate("--until", "fetch");
        assertThat(first.status()).as(first.err()).isZero();
        Files.writeString(vmx, VMX.replace("768", "1024"));
        Guestkit second = migrate("--resume");
        assertThat(second.status()).isNotZero();
        assertThat(second.err()).contains("the description of the machine has changed");
        Files.writeString(vmx, VMX);
        Guestkit third = migrate("--resume");
        assertThat(third.status()).as(third.err()).isZero();
    }

    @Test
    void aDiskThatIsMissingOrElsewhereIsNamed() throws Exception {
        Files.delete(folder.resolve("data.vmdk"));
        Guestkit missing = migrate();
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("data.vmdk: no such file: the disk of");
        Files.writeString(vmx, VMX.replace("data.vmdk", "/vmfs/volumes/other/data.vmdk"));
        Guestkit elsewhere = migrate("--force");
        assertThat(elsewhere.status()).isNotZero();
        assertThat(elsewhere.err()).contains("/vmfs/volumes/other/data.vmdk");
        assertThat(folder.resolve("vm.qcow2")).doesNotExist();
    }
}
