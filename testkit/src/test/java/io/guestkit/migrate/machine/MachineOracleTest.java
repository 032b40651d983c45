package io.guestkit.migrate.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.image.DiskFormat;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What libvirt, QEMU and osinfo-db say of the machines that are described to them. */
@Tag("oracle")
class MachineOracleTest {

    private static final Path OSINFO = Path.of("/usr/share/osinfo/os");

    @TempDir
    Path folder;

    /** Of two empty disks with awkward names. */
    private Machine machine(DiskBus bus, Machine.Firmware firmware) throws IOException {
        Path one = folder.resolve("a,b 'c' \"d\"&<e>.qcow2");
        Path two = folder.resolve("two.raw");
        if (!Files.exists(one)) {
            Oracle.require("qemu-img").run("create", "-q", "-f", "qcow2", one, "8M");
            Oracle.require("qemu-img").run("create", "-q", "-f", "raw", two, "8M");
        }
        try (DiskSet disks = Disks.open(one)) {
            InspectReport report = Inspector.inspect(disks).report();
            return Machine.fitting(
                    report,
                    MachineOptions.DEFAULT
                            .withBus(bus)
                            .withFirmware(firmware)
                            .withMemory(64 << 20)
                            .withDisks(List.of(
                                    new MachineDisk(one, DiskFormat.QCOW2), new MachineDisk(two, DiskFormat.RAW))));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves(area = "machine", feature = "domain XML for libvirt", referee = "virt-xml-validate", verdict = "valid")
    void libvirtTakesTheDomain(DiskBus bus) throws IOException {
        Oracle validate = Oracle.require("virt-xml-validate");
        Oracle.require("xmllint"); // which it runs
        for (Machine.Firmware firmware : Machine.Firmware.values()) {
            Path file = folder.resolve("domain.xml");
            Files.writeString(file, LibvirtDomain.of(machine(bus, firmware)));
            validate.run(file, "domain");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Proves(area = "machine", feature = "command line for QEMU", referee = "qemu-system-x86_64", verdict = "taken")
    void qemuTakesTheCommand(DiskBus bus) throws Exception {
        Oracle.require("qemu-system-x86_64");
        Machine bios = machine(bus, Machine.Firmware.BIOS);
        assertThat(blocks(QemuCommand.of(bios, folder.resolve("none")))).contains("a,b 'c' \\\"d\\\"&<e>.qcow2");
        UefiFirmware usual = UefiFirmware.usual(Machine.Architecture.X86_64);
        Oracle.requireFile(usual.code());
        Path nvram = folder.resolve("n,v");
        Files.copy(usual.variables(), nvram);
        Machine uefi = machine(bus, Machine.Firmware.UEFI);
        assertThat(blocks(QemuCommand.of(uefi, nvram))).contains("a,b 'c' \\\"d\\\"&<e>.qcow2");
    }

    /** What QEMU says of the disks of a machine that it made and did not start. */
    private String blocks(List<String> command) throws Exception {
        List<String> words = new ArrayList<>(command.subList(0, command.size() - 2));
        words.addAll(List.of("-serial", "none", "-display", "none", "-S", "-qmp", "stdio"));
        words.replaceAll(word -> word.replace("accel=kvm:tcg", "accel=tcg")); // not every KVM that opens works
        Path out = folder.resolve("out");
        Process qemu = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try (OutputStream in = qemu.getOutputStream()) {
            in.write("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"query-block\"}{\"execute\":\"quit\"}\n"
                    .getBytes(StandardCharsets.US_ASCII));
            in.flush();
            assertThat(qemu.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            qemu.destroyForcibly();
        }
        String said = Files.readString(out);
        assertThat(qemu.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    @Proves(area = "machine", feature = "command line as a script of sh", referee = "sh", verdict = "the same words")
    void aShellReadsTheSameWords() throws IOException {
        Machine machine = machine(DiskBus.VIRTIO, Machine.Firmware.BIOS);
        Path nvram = folder.resolve("none");
        String script = QemuCommand.script(machine, nvram).replace("\nexec ", "\nprintf '%s\\n' ");
        Path file = Files.writeString(folder.resolve("script"), script);
        assertThat(Oracle.require("sh").run(file).lines()).isEqualTo(QemuCommand.of(machine, nvram));
    }

    @Test
    @Proves(area = "machine", feature = "ids of systems in osinfo-db", referee = "osinfo-db", verdict = "the same")
    void osinfoKnowsTheIds() throws Exception {
        Oracle.requireFile(OSINFO.resolve("debian.org/debian-11.xml"));
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        int known = 0;
        try (DirectoryStream<Path> vendors = Files.newDirectoryStream(OSINFO)) {
            for (Path vendor : vendors) {
                try (DirectoryStream<Path> systems = Files.newDirectoryStream(vendor, "*.xml")) {
                    for (Path system : systems) {
                        known += check(factory.newDocumentBuilder().parse(system.toFile()));
                    }
                }
            }
        }
        assertThat(known).isGreaterThan(300);
    }

    private static int check(Document document) {
        NodeList systems = document.getElementsByTagName("os");
        NodeList names = document.getElementsByTagName("short-id");
        if (names.getLength() == 0 || systems.getLength() == 0) {
            return 0;
        }
        String shortId = names.item(0).getTextContent();
        String id = systems.item(0).getAttributes().getNamedItem("id").getTextContent();
        var url = OsinfoIds.url(shortId);
        url.ifPresent(said -> assertThat(said).as(shortId).isEqualTo(id));
        return url.isPresent() ? 1 : 0;
    }
}
