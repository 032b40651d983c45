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
@Proves(
        area = "ova",
        feature = "the machine of an OVF descriptor, of a VMX file and of a domain of libvirt",
        referee = "virt-v2v")
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
            facts.add("card " + card.group(1).toLowerCase(Locale.ROOT));
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

    @Test
    void aDomainOfLibvirt() throws Exception {
        Path file = folder.resolve("vm.xml");
        Files.writeString(file, """
                <domain type='xen'>
                  <name>web server</name>
                  <memory unit='KiB'>786432</memory>
                  <currentMemory unit='KiB'>524288</currentMemory>
                  <vcpu placement='static'>3</vcpu>
                  <os firmware='efi'>
                    <type arch='x86_64' machine='pc'>hvm</type>
                  </os>
                  <devices>
                    <disk type='file' device='disk'>
                      <driver name='qemu' type='raw'/>
                      <source file='%1$s/a.raw'/>
                      <target dev='hda' bus='ide'/>
                    </disk>
                    <disk type='file' device='cdrom'>
                      <driver name='qemu' type='raw'/>
                      <target dev='hdc' bus='ide'/>
                      <readonly/>
                    </disk>
                    <disk type='file' device='disk'>
                      <driver name='qemu' type='qcow2'/>
                      <source file='%1$s/b.qcow2'/>
                      <target dev='sda' bus='scsi'/>
                    </disk>
                    <interface type='bridge'>
                      <mac address='00:16:3e:00:00:01'/>
                      <source bridge='xenbr0'/>
                      <address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>
                    </interface>
                    <interface type='network'>
                      <mac address='00:16:3E:00:00:02'/>
                      <source network='default'/>
                      <model type='e1000'/>
                    </interface>
                  </devices>
                </domain>
                """.formatted(folder));
        Oracle.require("qemu-img").run("create", "-q", "-f", "raw", folder.resolve("a.raw"), "8M");
        Oracle.require("qemu-img").run("create", "-q", "-f", "qcow2", folder.resolve("b.qcow2"), "8M");
        Oracle.require("nbdkit"); // without it virt-v2v does not read such files
        assertThat(ours(file)).isEqualTo(facts("libvirtxml", file));
    }
}
