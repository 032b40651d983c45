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

/** A machine of VMware as it lies on a datastore: a VMX file beside its disks. */
@Tag("oracle")
class VmxMigrationOracleTest {

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
        Map<String, Object> machine = Json.object(
                Json.object(Json.read(folder.resolve("vm.migration.json"))).get("machine"));
        assertThat(machine).containsEntry("name", "web server").containsEntry("firmware", "uefi");
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
