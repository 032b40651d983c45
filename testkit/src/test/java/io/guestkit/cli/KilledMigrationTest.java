package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that migrates is killed, and another one goes on with it. */
@Timeout(180)
@Tag("oracle")
@Proves(
        area = "migration",
        feature = "killed (SIGKILL) at every boundary of its stages, while it fetches and while it converts; --resume",
        verdict = "finished work is not done again, same content",
        referee = "the kernel's signals, qemu-img compare")
class KilledMigrationTest {

    private static final int MIB = 1 << 20;
    private static final int KILLED = 128 + 9;

    @TempDir
    Path folder;

    private Path target() {
        return folder.resolve("vm.qcow2");
    }

    private Process start(Object... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.guestkit.cli.Main",
                "migrate",
                "--no-fix",
                "--output",
                "json",
                "--to",
                target().toString()));
        for (Object word : words) {
            command.add(word.toString());
        }
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("words").toFile())
                .redirectOutput(folder.resolve("events").toFile())
                .start();
    }

    private int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void succeed(Object... words) throws Exception {
        int status = end(start(words));
        assertThat(status).as(Files.readString(folder.resolve("words"))).isZero();
    }

    /** Stages that the last process ended, or found ended; a line that was cut off counts for nothing. */
    private List<String> stages() throws IOException {
        List<String> stages = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("events"))) {
            if (line.startsWith("{\"event\":\"stage_finished\"") && line.endsWith("}")) {
                Map<String, Object> event = Json.object(Json.parse(line));
                stages.add((Boolean.TRUE.equals(event.get("earlier")) ? "earlier " : "") + event.get("stage"));
            }
        }
        return stages;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path noise(String name, int mib) throws IOException {
        byte[] bytes = new byte[mib * MIB];
        new Random(1).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }

    private void assertSame(Path source, String format) {
        Oracle.require("qemu-img").run("compare", "-f", format, "-F", "qcow2", source, target());
        Oracle.require("qemu-img").run("check", "-f", "qcow2", target());
    }

    @Test
    void atEveryBoundary() throws Exception {
        Oracle qemu = Oracle.require("qemu-img").in(folder);
        noise("base.raw", 3);
        qemu.run("create", "-q", "-f", "qcow2", "-b", "base.raw", "-F", "raw", "top.qcow2");
        Oracle.require("qemu-io").run("-c", "write -P 7 1M 64k", folder.resolve("top.qcow2"));
        Path source = folder.resolve("top.qcow2");
        Path hooks = folder.resolve("hooks.yaml");
        List<String> earlier = new ArrayList<>();
        for (String stage : List.of("fetch", "flatten", "inspect", "convert", "validate")) {
            for (String when : List.of("before", "after")) {
                Files.writeString(hooks, """
                        stages:
                          %s:
                            %s:
                              - command: [sh, -c, 'kill -9 $PPID']
                        """.formatted(stage, when));
                assertThat(end(start(source, "--hooks", hooks, "--resume")))
                        .as("%s %s: %s", when, stage, Files.readString(folder.resolve("words")))
                        .isEqualTo(KILLED);
                assertThat(target()).doesNotExist();
                List<String> ended =
                        stages().stream().filter(each -> !each.endsWith("fix")).toList();
                assertThat(ended).hasSizeGreaterThanOrEqualTo(earlier.size());
                assertThat(ended.subList(0, earlier.size())).isEqualTo(earlier);
                if (when.equals("after")) {
                    earlier.add("earlier " + stage);
                }
            }
        }
        succeed(source, "--resume");
        assertThat(stages())
                .containsExactly(
                        "earlier fetch",
                        "earlier flatten",
                        "earlier inspect",
                        "fix",
                        "earlier convert",
                        "earlier validate");
        assertSame(source, "qcow2");
        assertThat(names())
                .containsExactly(
                        "base.raw", "events", "hooks.yaml", "top.qcow2", "vm.migration.json", "vm.qcow2", "words");
        String undisturbed = contentHash();
        Files.delete(target());
        Files.delete(folder.resolve("vm.migration.json"));
        succeed(source);
        assertThat(contentHash()).isEqualTo(undisturbed);
    }

    private String contentHash() throws IOException {
        Map<String, Object> record = Json.object(Json.read(folder.resolve("vm.migration.json")));
        return Json.object(Json.array(record.get("outputs")).getFirst())
                .get("content_sha256")
                .toString();
    }

    @Test
    void inTheMiddleOfConverting() throws Exception {
        Path source = noise("source.raw", 64);
        Process process = start(source, "-c");
        Path work = folder.resolve(".vm.qcow2.guestkit-work");
        while (written(work.resolve("convert")) < MIB) {
            assertThat(process.isAlive())
                    .as(Files.readString(folder.resolve("words")))
                    .isTrue();
            Thread.sleep(5);
        }
        process.destroyForcibly();
        assertThat(end(process)).isEqualTo(KILLED);
        assertThat(target()).doesNotExist();
        succeed(source, "-c", "--resume");
        assertThat(stages()).startsWith("earlier fetch", "earlier flatten", "earlier inspect", "fix", "convert");
        assertSame(source, "raw");
        assertThat(names()).containsExactly("events", "source.raw", "vm.migration.json", "vm.qcow2", "words");
    }

    private static long written(Path tree) throws IOException {
        if (!Files.isDirectory(tree)) {
            return 0;
        }
        long size = 0;
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                size += Files.size(file);
            }
        }
        return size;
    }

    @Test
    void inTheMiddleOfFetching() throws Exception {
        byte[] content = Files.readAllBytes(noise("source.raw", 40));
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                String range = exchange.getRequestHeaders().getFirst("Range");
                asked.add(String.valueOf(range));
                exchange.getResponseHeaders().set("ETag", "\"1\"");
                int start = range == null ? 0 : Integer.parseInt(range.substring(6, range.length() - 1));
                if (range != null) {
                    exchange.getResponseHeaders()
                            .set(
                                    "Content-Range",
                                    "bytes %d-%d/%d".formatted(start, content.length - 1, content.length));
                }
                exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - start);
                try {
                    int most = range == null ? 30 * MIB : content.length - start;
                    exchange.getResponseBody().write(content, start, most);
                    if (range == null) {
                        exchange.getResponseBody().flush();
                        Thread.sleep(60_000); // until the reader is killed, and this with the server
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                exchange.close();
            });
            server.start();
            String address = "http://localhost:" + server.getAddress().getPort() + "/disk.raw";
            Process process = start(address);
            Path fetched = folder.resolve(".vm.qcow2.guestkit-work").resolve("fetch");
            while (written(fetched) < 30 * MIB) {
                assertThat(process.isAlive())
                        .as(Files.readString(folder.resolve("words")))
                        .isTrue();
                Thread.sleep(5);
            }
            process.destroyForcibly();
            assertThat(end(process)).isEqualTo(KILLED);
            succeed(address, "--resume");
            assertThat(asked).hasSize(2);
            int from = Integer.parseInt(asked.get(1).substring(6, asked.get(1).length() - 1));
            assertThat(from).isBetween(16 * MIB, 30 * MIB);
            assertSame(folder.resolve("source.raw"), "raw");
            threads.shutdownNow();
        } finally {
            server.stop(0);
        }
    }
}
