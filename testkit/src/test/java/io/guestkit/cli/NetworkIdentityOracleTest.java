package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest of VMware with two network cards is started on the machine that its migration describes, and asked. */
@Tag("oracle")
class NetworkIdentityOracleTest {

    private static final String VMX = """
            .encoding = "UTF-8"
            config.version = "8"
            virtualHW.version = "19"
            displayName = "web server"
            memsize = "768"
            numvcpus = "2"
            scsi0.present = "TRUE"
            scsi0:0.present = "TRUE"
            scsi0:0.fileName = "vm.vmdk"
            ethernet0.present = "TRUE"
            ethernet0.generatedAddress = "00:0c:29:00:00:02"
            ethernet0.pciSlotNumber = "224"
            ethernet1.present = "TRUE"
            ethernet1.generatedAddress = "00:0c:29:00:00:01"
            ethernet1.pciSlotNumber = "192"
            """;

    @TempDir
    Path folder;

    @Test
    @Tag("long")
    @Proves(
            area = "migration",
            feature = "a guest of VMware has its network card and address again",
            verdict = "ens192 has them, on virtio",
            referee = "QEMU, iproute2 in the guest, debugfs")
    void theCardOfTheSlotHasItsNameAndAddress() throws Exception {
        Oracle.require("guestfish");
        Oracle.require("qemu-system-x86_64");
        Oracle qemu = Oracle.require("qemu-img").in(folder);
        Path guest = Fixtures.of("vmware-guests").resolve("ext4-bios.raw");
        Guestkit.succeed(
                "customize",
                guest,
                folder.resolve("asked.qcow2"),
                "--firstboot-command",
                "sleep 15; ip -br link >/root/net; ip -br addr >>/root/net; sync; poweroff");
        Guestkit.succeed("fix", "commit", folder.resolve("asked.qcow2"), folder.resolve("vm.vmdk"));
        Path vmx = Files.writeString(folder.resolve("vm.vmx"), VMX);
        Path target = folder.resolve("new.qcow2");
        Guestkit run = Guestkit.run("migrate", vmx, "--to", target, "--tools", "disable", "--initramfs", "append");
        assertThat(run.status()).as(run.err()).isZero();

        // as the script has it, but without a screen, and by emulation, which every host has
        String script = Files.readString(folder.resolve("new.sh"))
                .replace("accel=kvm:tcg", "accel=tcg")
                .replace("-serial mon:stdio", "-display none -serial file:" + folder.resolve("serial"));
        Process machine = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        boolean ended = machine.waitFor(8, TimeUnit.MINUTES);
        machine.destroyForcibly().waitFor();
        assertThat(ended).as(Files.readString(folder.resolve("said"))).isTrue();

        qemu.run("convert", "-O", "raw", target, "new.raw");
        String net = Oracle.require("debugfs")
                .run("-R", "cat /root/net", folder.resolve("new.raw") + "?offset=1048576")
                .text();
        assertThat(net)
                .containsPattern("ens192 +UP +00:0c:29:00:00:01 ")
                .containsPattern("ens192 +UP +192\\.0\\.2\\.21/24 ")
                .contains("00:0c:29:00:00:02");
    }
}
