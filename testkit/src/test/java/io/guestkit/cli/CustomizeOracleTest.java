package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What customize has done to a Debian guest, as programs of others see it. */
@Tag("oracle")
class CustomizeOracleTest {

    /** Where the root begins in the fixture: its first MiB belongs to GRUB. */
    private static final String ROOT = "?offset=1048576";

    private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHR0 ann@example.org";
    private static final String ONCE = "s/(GNU)\\/linux|the/<$1\\/$&>/i";
    private static final String ALWAYS = "s/e(?=[a-z])/E/g";

    @TempDir
    Path scratch;

    @Test
    @Tag("long")
    @Proves(
            area = "fix",
            feature =
                    "customize: accounts, keys, files that are moved, edited, emptied and unpacked, packages, scripts (Debian)",
            verdict = "done",
            referee = "debugfs, dpkg-query, perl, tar")
    void aDebian() throws Exception {
        Oracle.require("guestfish");
        Path image = Fixtures.of("vmware-guests").resolve("ext4-bios.raw");
        Path overlay = scratch.resolve("new.qcow2");
        Path script = Files.writeString(scratch.resolve("script"), "#!/bin/sh\n{ id -u; echo \"$0\"; } >/root/ran\n");
        Path changes = Files.writeString(scratch.resolve("changes"), """
                # in this order
                hostname cust1
                ssh-inject root:string:%s
                move /etc/init.d:/opt/old/init.d
                append-line /opt/old/init.d/kmod:# moved
                chown www-data:mail:/opt/old

                edit /etc/motd:\\
                    %s
                edit /etc/motd:%s
                uninstall grub-efi-amd64-bin
                firstboot-install vim,less
                firstboot-command true
                truncate-recursive /var/log
                run %s
                tar-in %s:/
                """.formatted(KEY, ONCE, ALWAYS, script, tar()));

        Guestkit run = Guestkit.succeed(
                "customize",
                image,
                overlay,
                "--root-password",
                "random",
                "--commands-from-file",
                changes,
                "--run-command",
                "echo again >>/root/ran");

        assertThat(run.text())
                .contains("verified   move-2")
                .contains("not proved run-2")
                .contains(" 0 failed");
        Path fixed = scratch.resolve("fixed.raw");
        Oracle.require("qemu-img").run("convert", "-O", "raw", overlay, fixed);
        assertThat(cat(fixed, "/etc/hostname")).isEqualTo("cust1\n");
        assertThat(cat(fixed, "/root/.ssh/authorized_keys")).isEqualTo(KEY + "\n");
        assertThat(cat(fixed, "/root/ran")).isEqualTo("0\n/guestkit-run-1\nagain\n");
        password(run, fixed, overlay);
        moved(image, fixed);
        edited(image, fixed);
        emptied(image, fixed);
        packages(fixed);
        unpacked(fixed);
    }

    /** Made by tar: a folder that the guest has, one behind a link of the guest, a new one, and links. */
    private Path tar() throws Exception {
        Path tree = scratch.resolve("tree");
        Path made = Files.createDirectories(tree.resolve("opt/made"));
        Files.createDirectories(tree.resolve("lib"));
        Files.writeString(made.resolve("tool"), "a tool");
        Files.setAttribute(made.resolve("tool"), "unix:mode", 04750);
        Files.createLink(made.resolve("same"), made.resolve("tool"));
        Files.createSymbolicLink(made.resolve("link"), Path.of("../made/tool"));
        Files.writeString(tree.resolve("lib/behind-a-link"), "x");
        Path tar = scratch.resolve("t.tar");
        Oracle.require("tar").run("--owner=:33", "--group=:8", "--sort=name", "-C", tree, "-cf", tar, ".");
        return tar;
    }

    private static void unpacked(Path fixed) {
        assertThat(entries(fixed, "/opt/made"))
                .extracting(line -> line.replaceFirst("^/[0-9]+", ""))
                .containsExactlyInAnyOrder("/104750/33/8/tool/6/", "/104750/33/8/same/6/", "/120777/0/0/link/12/");
        assertThat(cat(fixed, "/opt/made/same")).isEqualTo("a tool");
        assertThat(cat(fixed, "/usr/lib/behind-a-link")).isEqualTo("x");
        assertThat(Oracle.require("debugfs")
                        .run("-R", "stat /lib", fixed + ROOT)
                        .text())
                .contains("Type: symlink");
    }

    private void password(Guestkit run, Path fixed, Path overlay) throws Exception {
        String said = run.err()
                .lines()
                .filter(line -> line.contains("the password of root is "))
                .findAny()
                .orElse("");
        String password = said.substring(said.lastIndexOf(' ') + 1);
        String hash = cat(fixed, "/etc/shadow").lines().findFirst().orElse("").split(":")[1];
        assertThat(Oracle.require("perl")
                        .run("-e", "print crypt($ARGV[0], $ARGV[1])", password, hash)
                        .text())
                .isEqualTo(hash);
        assertThat(run.text()).doesNotContain(password);
        assertThat(Files.readString(overlay.resolveSibling("new.qcow2.fix.yaml")))
                .doesNotContain(password);
    }

    /** Their numbers tell that these are the same files. */
    private static void moved(Path image, Path fixed) {
        assertThat(entries(fixed, "/opt/old/init.d"))
                .filteredOn(line -> !line.contains("/kmod/"))
                .isNotEmpty()
                .isEqualTo(entries(image, "/etc/init.d").stream()
                        .filter(line -> !line.contains("/kmod/"))
                        .toList());
        assertThat(cat(fixed, "/opt/old/init.d/kmod")).isEqualTo(cat(image, "/etc/init.d/kmod") + "# moved\n");
        assertThat(entries(fixed, "/etc/init.d")).isEmpty();
        assertThat(Oracle.require("debugfs")
                        .run("-R", "stat /opt/old", fixed + ROOT)
                        .text())
                .containsPattern("User: +33 +Group: +8 ");
    }

    private void edited(Path image, Path fixed) throws Exception {
        Path before = Files.writeString(scratch.resolve("motd"), cat(image, "/etc/motd"));
        String expected =
                Oracle.require("perl").run("-pe", ONCE + ";" + ALWAYS, before).text();
        assertThat(expected).isNotEqualTo(Files.readString(before));
        assertThat(cat(fixed, "/etc/motd")).isEqualTo(expected);
    }

    private static void emptied(Path image, Path fixed) {
        List<String> expected = new ArrayList<>();
        for (String line : entries(image, "/var/log/apt")) {
            expected.add(line.replaceFirst("[0-9]+/$", "0/"));
        }
        assertThat(entries(image, "/var/log/apt")).isNotEqualTo(expected);
        assertThat(entries(fixed, "/var/log/apt")).isEqualTo(expected);
    }

    private void packages(Path fixed) throws Exception {
        Path database = Files.createDirectories(scratch.resolve("dpkg"));
        Files.writeString(database.resolve("status"), cat(fixed, "/var/lib/dpkg/status"));
        assertThat(Oracle.require("dpkg-query")
                        .run("--admindir=" + database, "-W", "-f=${binary:Package} ${Status}\\n")
                        .lines())
                .contains("grub-pc-bin install ok installed")
                .noneMatch(line -> line.startsWith("grub-efi-amd64-bin"));
        assertThat(entries(fixed, "/usr/lib/grub/x86_64-efi")).isEmpty();
        assertThat(cat(fixed, "/usr/lib/guestkit/firstboot/0001")).endsWith("install vim less\n");
        assertThat(cat(fixed, "/usr/lib/guestkit/firstboot/0002")).endsWith("true\n");
    }

    /** Number, mode, owner, group, name and size of what is in a directory. */
    private static List<String> entries(Path image, String directory) {
        return Oracle.require("debugfs").run("-R", "ls -p " + directory, image + ROOT).lines().stream()
                .filter(line -> line.startsWith("/") && !line.matches("(/[0-9]+){4}/\\.{1,2}//"))
                .toList();
    }

    private static String cat(Path image, String path) {
        return Oracle.require("debugfs").run("-R", "cat " + path, image + ROOT).text();
    }
}
