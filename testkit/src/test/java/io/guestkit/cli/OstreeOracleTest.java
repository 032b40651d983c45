package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest in a deployment of OSTree, which ostree itself made. */
@Tag("oracle")
class OstreeOracleTest {

    @Test
    @Proves(
            area = "guests",
            feature = "deployments of OSTree: the one that starts by default, with its /etc and /var",
            verdict = "reported",
            referee = "ostree made them")
    void theDeploymentThatStartsByDefaultIsTheGuest(@TempDir Path folder) throws IOException {
        Oracle.requireRoot();
        Oracle ostree = Oracle.require("ostree").in(folder);
        Oracle mke2fs = Oracle.require("mke2fs");
        Path tree = folder.resolve("tree");
        Path sysroot = Files.createDirectories(folder.resolve("sysroot"));
        ostree.run("admin", "init-fs", "--modern", sysroot);
        ostree.run("config", "--repo=" + sysroot + "/ostree/repo", "set", "sysroot.bootloader", "none");
        ostree.run("admin", "os-init", "testos", "--sysroot=" + sysroot);
        for (String version : List.of("38", "39")) {
            write(
                    tree,
                    "usr/lib/os-release",
                    "ID=fedora\nVERSION_ID=" + version + "\nPRETTY_NAME=\"Fedora CoreOS " + version
                            + "\"\nVARIANT_ID=coreos\n");
            write(tree, "usr/lib/modules/6.5-" + version + "/vmlinuz", "kernel " + version);
            write(tree, "usr/lib/modules/6.5-" + version + "/initramfs.img", "initramfs " + version);
            write(tree, "usr/etc/hostname", "host-" + version + "\n");
            write(tree, "usr/etc/passwd", "root:x:0:0::/root:/bin/bash\n");
            write(tree, "usr/bin/bash", "no program\n");
            if (version.equals("38")) {
                Files.createSymbolicLink(tree.resolve("bin"), Path.of("usr/bin"));
                Files.createDirectories(tree.resolve("var"));
                Files.createDirectories(tree.resolve("sysroot"));
                Files.createDirectories(tree.resolve("boot"));
                Files.createSymbolicLink(tree.resolve("home"), Path.of("var/home"));
            } else {
                try (Stream<Path> old = Files.walk(tree.resolve("usr/lib/modules/6.5-38"))) {
                    old.sorted(java.util.Comparator.reverseOrder())
                            .forEach(path -> path.toFile().delete());
                }
            }
            ostree.run("commit", "--repo=" + sysroot + "/ostree/repo", "-b", "testos/" + version, tree);
            ostree.run(
                    "admin",
                    "deploy",
                    "--sysroot=" + sysroot,
                    "--os=testos",
                    "--karg=root=LABEL=sysroot",
                    "testos/" + version);
        }
        write(sysroot, "ostree/deploy/testos/var/home/core/file", "of var\n");
        Path image = folder.resolve("disk.raw");
        mke2fs.run("-q", "-t", "ext4", "-L", "sysroot", "-d", sysroot, image, "64M");
        Oracle.require("chattr").ask("-R", "-i", sysroot); // deployments are immutable, also to JUnit

        Map<String, Object> report =
                Guestkit.succeed("inspect", image, "--output", "json").json();
        Map<String, Object> guest = Json.object(Json.array(report.get("guests")).getFirst());
        assertThat(Json.object(guest.get("identity")))
                .containsEntry("os_name", "Fedora CoreOS 39")
                .containsEntry("hostname", "host-39")
                .containsEntry("product_variant", "coreos");
        assertThat(Guestkit.succeed("cat", image, "/home/core/file").text()).isEqualTo("of var\n");
        assertThat(Guestkit.succeed("ls", image, "/sysroot/ostree").text()).contains("repo");
        assertThat(Guestkit.succeed("ls", image, "/boot/loader/entries").text()).contains(".conf");
        Map<String, Object> checked =
                Json.object(Json.array(Guestkit.run("inspect", image, "--boot-check", "--output", "json")
                                .json()
                                .get("guests"))
                        .getFirst());
        assertThat(Json.array(Json.object(checked.get("boot")).get("entries"))).hasSize(2);
    }

    private static void write(Path root, String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
