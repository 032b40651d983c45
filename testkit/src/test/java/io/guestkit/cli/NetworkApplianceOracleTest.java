package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code migrate http://…/vm.ovf}. */
@Tag("oracle")
class NetworkApplianceOracleTest {

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private Path raw;
    private byte[] disk;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        byte[] bytes = new byte[2 << 20];
        new Random(8).nextBytes(bytes);
        raw = Files.write(folder.resolve("disk.raw"), bytes);
        Path vmdk = folder.resolve("disk.vmdk");
        Oracle.require("qemu-img")
                .run("convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=streamOptimized", raw, vmdk);
        disk = Files.readAllBytes(vmdk);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            byte[] content = files.get(exchange.getRequestURI().getPath());
            exchange.sendResponseHeaders(content == null ? 404 : 200, content == null ? -1 : content.length);
            if (content != null) {
                exchange.getResponseBody().write(content);
            }
            exchange.close();
        });
        server.start();
        files.put("/vms/my vm/disks/disk 1.vmdk", disk);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void descriptor(String href, long size) {
        files.put("/vms/my vm/my vm.ovf", """
                <?xml version="1.0"?>
                <Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1">
                  <References><File ovf:href="%s" ovf:id="f1" ovf:size="%d"/></References>
                  <DiskSection><Info/><Disk ovf:capacity="2" ovf:diskId="d1" ovf:fileRef="f1"/></DiskSection>
                </Envelope>
                """.formatted(href, size).getBytes(StandardCharsets.UTF_8));
    }

    /** The manifest as sha256sum makes it of the descriptor and of these bytes. */
    private void manifest(byte[] of) throws IOException {
        Path some = folder.resolve("some");
        StringBuilder lines = new StringBuilder();
        for (String name : List.of("my vm.ovf", "disks/disk 1.vmdk")) {
            Files.write(some, name.endsWith(".ovf") ? files.get("/vms/my vm/my vm.ovf") : of);
            String sum = Oracle.require("sha256sum").run(some).text().substring(0, 64);
            lines.append("SHA256(%s)= %s%n".formatted(name, sum));
        }
        files.put("/vms/my vm/my vm.mf", lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Guestkit migrate(Object... more) {
        List<Object> words = new ArrayList<>(List.of(
                "migrate",
                "--no-fix",
                "--to",
                folder.resolve("vm.qcow2"),
                "http://localhost:" + server.getAddress().getPort() + "/vms/my%20vm/my%20vm.ovf?signature=hush"));
        words.addAll(List.of(more));
        return Guestkit.run(words.toArray());
    }

    @Test
    @Proves(
            area = "migration",
            feature = "an OVF over HTTP with its disks and its manifest",
            verdict = "same content; refused where the manifest or a size says otherwise",
            referee = "qemu-img compare, sha256sum")
    void disksComeAlong() throws Exception {
        descriptor("disks/disk 1.vmdk", disk.length);
        manifest(disk);
        Guestkit run = migrate();
        assertThat(run.status()).as(run.err()).isZero();
        Oracle.require("qemu-img").run("compare", "-F", "qcow2", raw, folder.resolve("vm.qcow2"));
        assertThat(asked)
                .containsExactly(
                        "/vms/my%20vm/my%20vm.ovf?signature=hush",
                        "/vms/my%20vm/disks/disk%201.vmdk", "/vms/my%20vm/my%20vm.mf");
    }

    @Test
    @Proves(
            area = "migration",
            feature = "a download that was damaged since, on --resume",
            verdict = "fetched again",
            referee = "qemu-img compare")
    void whatWasDamagedIsFetchedAgain() throws Exception {
        descriptor("disks/disk 1.vmdk", disk.length);
        Guestkit first = migrate("--until", "fetch");
        assertThat(first.status()).as(first.err()).isZero();
        Path fetched;
        try (Stream<Path> all = Files.walk(folder.resolve(".vm.qcow2.guestkit-work"))) {
            fetched =
                    all.filter(file -> file.endsWith("disk 1.vmdk")).findFirst().orElseThrow();
        }
        byte[] damaged = disk.clone();
        java.util.Arrays.fill(damaged, damaged.length / 2, damaged.length / 2 + 512, (byte) 7);
        Files.write(fetched, damaged);
        asked.clear();
        Guestkit second = migrate("--resume");
        assertThat(second.status()).as(second.err()).isZero();
        Oracle.require("qemu-img").run("compare", "-F", "qcow2", raw, folder.resolve("vm.qcow2"));
        assertThat(asked).contains("/vms/my%20vm/disks/disk%201.vmdk");
    }

    @Test
    void withoutAManifestTheyComeToo() throws Exception {
        descriptor("disks/disk 1.vmdk", disk.length);
        Guestkit run = migrate();
        assertThat(run.status()).as(run.err()).isZero();
        Oracle.require("qemu-img").run("compare", "-F", "qcow2", raw, folder.resolve("vm.qcow2"));
    }

    @Test
    void aDiskThatDiffersFromTheManifestIsRefused() throws Exception {
        descriptor("disks/disk 1.vmdk", disk.length);
        manifest(new byte[] {1, 2, 3});
        Guestkit run = migrate();
        assertThat(run.status()).isEqualTo(ExitCode.CORRUPT);
        assertThat(run.err()).contains("disks/disk 1.vmdk differs from its SHA256 digest");
        assertThat(folder.resolve("vm.qcow2")).doesNotExist();
    }

    @Test
    void sizesAreThoseOfTheDescriptor() {
        for (int delta : new int[] {-1, 1}) {
            descriptor("disks/disk 1.vmdk", disk.length + delta);
            Guestkit run = migrate();
            assertThat(run.status()).as(run.err()).isEqualTo(ExitCode.CORRUPT);
            assertThat(run.err()).contains("bytes").contains("1.vmdk");
            deleteWork();
        }
    }

    private void deleteWork() {
        Oracle.require("rm").run("-rf", folder.resolve(".vm.qcow2.guestkit-work"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../other/disk.vmdk",
                "/etc/passwd",
                "http://localhost:1/disk.vmdk",
                "//localhost:1/disk.vmdk",
                "file:disk.vmdk",
                "a/../../disk.vmdk",
                "disk.vmdk?x=y",
                "%2e%2e/disk.vmdk",
                "a\\disk.vmdk",
                "disk.vmdk#x",
                ""
            })
    void othersAreNotFollowed(String href) {
        descriptor(href, disk.length);
        Guestkit run = migrate();
        assertThat(run.status()).as(run.err()).isNotZero();
        assertThat(run.err()).contains("OVF descriptor");
        assertThat(asked).as("nothing but the descriptor").hasSize(1);
    }
}
