package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command on an appliance of two disks, each of which has a file system. */
@Tag("oracle")
@Proves(
        area = "ova",
        feature = "every command on all disks or the chosen one; manifest and disks checked",
        referee = "GNU tar, qemu-img, mke2fs, sha256sum")
class ApplianceCommandsOracleTest {

    private static final String OVF = """
            <?xml version="1.0"?>
            <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1">
            <References><File ovf:href="one.vmdk" ovf:id="f1"/><File ovf:href="two.vmdk" ovf:id="f2"/></References>
            <DiskSection><Info/>
            <Disk ovf:capacity="4" ovf:capacityAllocationUnits="byte * 2^20" ovf:diskId="d1" ovf:fileRef="f1"
              ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
            <Disk ovf:capacity="4" ovf:capacityAllocationUnits="byte * 2^20" ovf:diskId="d2" ovf:fileRef="f2"
              ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized"/>
            </DiskSection></Envelope>
            """;

    @TempDir
    Path folder;

    private Oracle qemu;
    private Path ova;

    @BeforeEach
    void makeAppliance() throws IOException {
        qemu = Oracle.require("qemu-img").in(folder);
        Oracle mke2fs = Oracle.require("mke2fs").in(folder);
        for (String name : List.of("one", "two")) {
            mke2fs.run("-q", "-t", "ext4", "-L", name, name + ".raw", "4M");
            qemu.run("convert", "-O", "vmdk", "-o", "subformat=streamOptimized", name + ".raw", name + ".vmdk");
        }
        Files.writeString(folder.resolve("vm.ovf"), OVF);
        String lines = Oracle.require("sha256sum")
                .in(folder)
                .run("--tag", "vm.ovf", "one.vmdk", "two.vmdk")
                .text();
        Files.writeString(folder.resolve("vm.mf"), lines.replace(" (", "(").replace(" = ", "= "));
        Oracle.require("tar")
                .in(folder)
                .run("--format=ustar", "-cf", "vm.ova", "vm.ovf", "vm.mf", "one.vmdk", "two.vmdk");
        ova = folder.resolve("vm.ova");
    }

    private static List<Object> values(Object list, String key) throws IOException {
        List<Object> values = new ArrayList<>();
        for (Object each : Json.array(list)) {
            values.add(Json.object(each).get(key));
        }
        return values;
    }

    @Test
    void guestsHaveAllDisks() throws Exception {
        assertThat(Guestkit.succeed("detect", ova).text()).startsWith(ova + ": ova (");
        Map<String, Object> found =
                Guestkit.succeed("filesystems", ova, "--output", "json").json();
        assertThat(values(found.get("filesystems"), "device")).containsExactly("/dev/sda", "/dev/sdb");
        assertThat(values(found.get("filesystems"), "label")).containsExactly("one", "two");
        assertThat(Guestkit.succeed("ls", ova, "/", "--device", "/dev/sdb").text())
                .isEqualTo("lost+found\n");
        Map<String, Object> report =
                Guestkit.succeed("inspect", ova, "--output", "json").json();
        assertThat(values(report.get("images"), "format")).containsExactly("vmdk", "vmdk");
        assertThat(values(report.get("filesystems"), "label")).containsExactly("one", "two");
    }

    @Test
    void commandsForOneDiskAskWhich() {
        String out = folder.resolve("out.qcow2").toString();
        for (List<Object> call : List.<List<Object>>of(
                List.of("info", ova),
                List.of("map", ova),
                List.of("convert", ova, out),
                List.of("compare", ova, folder.resolve("one.raw")),
                List.of("snapshot", "list", ova))) {
            Guestkit run = Guestkit.run(call.toArray());
            assertThat(run.err())
                    .startsWith("guestkit: " + ova + ": the appliance has 2 disks; choose one by its number or name"
                            + " (--disk): 1 = one.vmdk, 2 = two.vmdk; see guestkit " + call.getFirst() + " --help\n");
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
        }
        Guestkit none = Guestkit.run("info", ova, "--disk", 3);
        assertThat(none.err()).contains("has no disk 3; it has 1 = one.vmdk, 2 = two.vmdk");
        assertThat(none.status()).isEqualTo(2);
        assertThat(Path.of(out)).doesNotExist();
    }

    @Test
    void theChosenDiskIsRead() throws Exception {
        for (Object name : List.of(2, "two.vmdk", "d2")) {
            Path out = folder.resolve(name + ".qcow2");
            Guestkit.succeed("convert", ova, out, "--disk", name, "--verify", "-q");
            qemu.run("compare", "-f", "raw", "-F", "qcow2", "two.raw", out);
        }
        assertThat(Guestkit.succeed("info", ova, "--disk", 2, "--output", "json")
                        .json())
                .containsEntry("format", "vmdk");
        Guestkit.succeed("compare", ova, folder.resolve("two.raw"), "--disk", 2);
        Guestkit.succeed("compare", folder.resolve("two.raw"), ova, "--second-disk", 2);
        assertThat(Guestkit.run("compare", ova, ova, "--disk", 1, "--second-disk", 2)
                        .status())
                .isEqualTo(6);
        assertThat(Guestkit.succeed("map", ova, "--disk", 1).text()).contains(" compressed\n");
        Guestkit.succeed("snapshot", "list", ova, "--disk", 1);
    }

    @Test
    void whatWouldNotWorkIsRefused() {
        Guestkit other = Guestkit.run("convert", ova, folder.resolve("a.raw"), "--disk", 1, "--engine", "qemu-img");
        assertThat(other.status()).isEqualTo(4);
        assertThat(other.err()).contains("qemu-img does not read appliances");
        Guestkit overlay = Guestkit.run("create", folder.resolve("top.qcow2"), "-b", "vm.ova");
        assertThat(overlay.status()).isEqualTo(4);
        assertThat(overlay.err()).contains("the backing file vm.ova is an appliance");
        assertThat(folder.resolve("a.raw")).doesNotExist();
        assertThat(folder.resolve("top.qcow2")).doesNotExist();
    }

    @Test
    void theManifestAndEachDiskAreChecked() throws Exception {
        Guestkit sound = Guestkit.succeed("check", ova);
        assertThat(sound.text())
                .contains("one.vmdk: matches its SHA256 digest", "two.vmdk: nothing is wrong; ")
                .endsWith(ova + ": nothing is wrong\n");
        Map<String, Object> facts =
                Guestkit.succeed("check", ova, "--output", "json").json();
        assertThat(values(facts.get("disks"), "disk")).containsExactly("one.vmdk", "two.vmdk");
        assertThat(values(Json.object(facts.get("manifest")).get("files"), "outcome"))
                .containsExactly("matches", "matches", "matches");
        assertThat(Guestkit.succeed("check", ova, "--disk", 2).text()).hasLineCount(1);

        long at = new String(Files.readAllBytes(ova), StandardCharsets.ISO_8859_1).indexOf("KDMV");
        try (RandomAccessFile file = new RandomAccessFile(ova.toFile(), "rw")) {
            file.seek(at);
            file.write("KDMX".getBytes(StandardCharsets.ISO_8859_1));
        }
        Guestkit broken = Guestkit.run("check", ova);
        assertThat(broken.status()).isEqualTo(3);
        assertThat(broken.text())
                .contains(
                        "corrupt: one.vmdk: differs from its SHA256 digest in the manifest",
                        "corrupt: ",
                        "two.vmdk: nothing is wrong; ")
                .endsWith(ova + ": 2 corruptions, 0 leaks\n");
        Guestkit json = Guestkit.run("check", ova, "--output", "json");
        assertThat(json.status()).isEqualTo(3);
        assertThat(json.json().get("corruptions").toString()).isEqualTo("2");
    }

    @Test
    void withoutAManifestThatIsSaid() throws Exception {
        Files.delete(folder.resolve("vm.mf"));
        Guestkit run = Guestkit.succeed("check", folder.resolve("vm.ovf"));
        assertThat(run.err()).contains("has no manifest");
        assertThat(run.text()).contains("one.vmdk: nothing is wrong").doesNotContain("matches");
    }
}
