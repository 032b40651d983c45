package io.guestkit.image.ova;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.MachineDescription;
import io.guestkit.image.MachineDescription.Card;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What virt-v2v says of the source, too. */
@Tag("oracle")
@Proves(area = "ova", feature = "the machine of an OVF descriptor and of a VMX file", referee = "virt-v2v")
class MachineDescriptionOracleTest {

    private static final Pattern LINE =
            Pattern.compile("^ *(source name|memory|nr vCPUs|firmware): (.+)$", Pattern.MULTILINE);
    private static final Pattern CARD = Pattern.compile("mac: (\\S+)");
    private static final Pattern DISK = Pattern.compile("^\\s+\\d+ \\[", Pattern.MULTILINE);

    @TempDir
    Path folder;

    /** What both tell, in the same words. */
    private static List<String> facts(String from, Path file) {
        String said = Oracle.require("virt-v2v")
                .run("-i", from, file, "--print-source")
                .text();
        List<String> facts = new ArrayList<>();
        for (Matcher line = LINE.matcher(said); line.find(); ) {
            facts.add(
                    line.group(1) + " " + line.group(2).replace(" (bytes)", "").strip());
        }
        for (Matcher card = CARD.matcher(said); card.find(); ) {
            facts.add("card " + card.group(1));
        }
        facts.add("disks " + DISK.matcher(said).results().count());
        return facts;
    }

    private static List<String> ours(Path file) throws Exception {
        MachineDescription machine = Disks.machine(file, OpenOptions.DEFAULT).orElseThrow();
        List<String> facts = new ArrayList<>();
        facts.add("source name " + machine.name().orElseThrow());
        facts.add("memory " + machine.memory().orElseThrow());
        facts.add("nr vCPUs " + machine.processors().orElseThrow());
        facts.add("firmware " + machine.firmware().orElseThrow().name().toLowerCase(Locale.ROOT));
        for (Card card : machine.cards()) {
            card.mac().ifPresent(mac -> facts.add("card " + mac));
        }
        facts.add("disks " + Disks.members(file, OpenOptions.DEFAULT).size());
        return facts;
    }

    private Path vmx(String specimen) throws Exception {
        Path file = folder.resolve(specimen);
        Files.copy(Corpus.folder().resolve("image/" + specimen), file);
        for (String disk : Disks.members(file, OpenOptions.DEFAULT)) {
            Oracle.require("qemu-img").run("create", "-q", "-f", "vmdk", folder.resolve(disk), "8M");
        }
        return file;
    }

    @Test
    void machinesThatVmwareWrote() throws Exception {
        for (String specimen : List.of("v2v-test-i-vmx-1.vmx", "v2v-test-i-vmx-5.vmx")) {
            Path file = vmx(specimen);
            assertThat(ours(file)).as(specimen).isEqualTo(facts("vmx", file));
        }
    }

    @Test
    void aMachineWithEfiAndSeveralBuses() throws Exception {
        Path file = folder.resolve("vm.vmx");
        Files.writeString(file, """
                .encoding = "UTF-8"
                config.version = "8"
                virtualHW.version = "19"
                displayName = "web server"
                guestOS = "debian11-64"
                memsize = "768"
                numvcpus = "4"
                firmware = "efi"
                scsi0.present = "TRUE"
                scsi0:0.present = "TRUE"
                scsi0:0.fileName = "a.vmdk"
                scsi0:1.present = "FALSE"
                scsi0:1.fileName = "b.vmdk"
                sata0.present = "TRUE"
                sata0:1.present = "TRUE"
                sata0:1.fileName = "c.vmdk"
                sata0:0.present = "TRUE"
                sata0:0.deviceType = "cdrom-raw"
                sata0:0.fileName = "auto detect"
                ethernet0.present = "TRUE"
                ethernet0.virtualDev = "vmxnet3"
                ethernet0.addressType = "vpx"
                ethernet0.generatedAddress = "00:50:56:00:00:01"
                ethernet0.pciSlotNumber = "192"
                ethernet1.present = "TRUE"
                ethernet1.virtualDev = "e1000"
                ethernet1.generatedAddress = "00:0c:29:00:00:02"
                """);
        for (String disk : List.of("a.vmdk", "c.vmdk")) {
            Oracle.require("qemu-img").run("create", "-q", "-f", "vmdk", folder.resolve(disk), "8M");
        }
        assertThat(ours(file)).isEqualTo(facts("vmx", file));
    }

    @Test
    void anApplianceThatVmwareExported() throws Exception {
        Path file = folder.resolve("vm.ovf");
        Files.copy(Corpus.folder().resolve("image/v2v-test-i-ova.ovf"), file);
        Oracle.require("qemu-img")
                .run(
                        "create",
                        "-q",
                        "-f",
                        "vmdk",
                        "-o",
                        "subformat=streamOptimized",
                        folder.resolve("test-ova.vmdk"),
                        "8M");
        assertThat(ours(file)).isEqualTo(facts("ova", folder));
    }
}
