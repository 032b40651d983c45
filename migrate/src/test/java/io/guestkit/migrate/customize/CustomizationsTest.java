package io.guestkit.migrate.customize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixException;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.Operation;
import io.guestkit.migrate.fix.TreeGuest;
import io.guestkit.migrate.linux.SelinuxRule;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomizationsTest {

    @TempDir
    Path folder;

    private TreeGuest guest;

    @BeforeEach
    void guest() throws IOException {
        guest = new TreeGuest(folder.resolve("root"), true)
                .file("etc/passwd", "root:x:0:0::/root:/bin/sh\nann:x:1000:1001::/home/ann:/bin/sh\nbad:x:y:0::/:\n")
                .file("etc/group", "root:x:0:\nwww:x:33:ann\n")
                .file("etc/debian_version", "12.1\n")
                .file("etc/os-release", "ID=debian\nVERSION_ID=12\n")
                .file("var/lib/dpkg/status", """
                        Package: gone
                        Status: install ok installed

                        Package: base
                        Status: install ok installed

                        Package: upper
                        Depends: base
                        Status: install ok installed
                        """)
                .file("srv/a/one", "1")
                .file("srv/a/deep/two", "22")
                .link("srv/a/link", "one");
        Files.createDirectories(folder.resolve("root/etc/systemd/system"));
        for (String each : List.of("gone", "base", "upper")) {
            guest.application("deb", each);
        }
    }

    private Draft plan(Customization... changes) throws IOException {
        return guest.plan(FixOptions.DEFAULT, changes);
    }

    private static Operation last(Draft draft) {
        return draft.steps().getLast().operation();
    }

    @Test
    void whereSomethingElseIsNothingIsMade() {
        Path here = folder.resolve("root/etc/passwd");
        for (Customization change : List.of(
                FileChanges.write("/srv/a", "x"),
                FileChanges.write("/srv/a/one/x", "x"),
                FileChanges.appendLine("/srv/a", "x"),
                FileChanges.touch("/srv/a/one/x"),
                FileChanges.mkdir("/srv/a/one"),
                FileChanges.mkdir("/srv/a/one/b/c"),
                FileChanges.link("x", "/srv/a/one"),
                FileChanges.link("x", "/srv/a"),
                FileChanges.copy("/srv/a/one", "/srv/a/one/b"),
                FileChanges.upload(here, "/srv/a"))) {
            assertThatThrownBy(() -> plan(change))
                    .as(change.toString())
                    .isInstanceOf(FixException.class)
                    .hasMessageMatching(".* is (there already|no file) in the guest.*");
        }
        assertThatThrownBy(() -> plan(FileChanges.upload(folder, "/srv/x")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("is no regular file");
    }

    @Test
    void behindACommandNobodyKnows() throws IOException {
        Draft draft = plan(new SystemChanges.Command("rm /srv/a/one"), FileChanges.mkdir("/srv/a/one"));
        assertThat(last(draft)).isInstanceOf(Operation.MakeDirectory.class);
        assertThat(last(plan(FileChanges.link("one/x", "/srv/a/link")))).isInstanceOf(Operation.MakeSymlink.class);
    }

    @Test
    void whatIsMovedIsSeenAtItsNewPlace() throws IOException {
        Draft draft = plan(
                FileChanges.move("/srv/a", "/opt/b/"),
                FileChanges.edit("/opt/b/one", "s/1/one/"),
                FileChanges.write("/srv/a/one", "anew"));

        assertThat(TreeGuest.words(draft)).matches("""
                directory /opt
                directory /opt/b
                Move\\[from=/srv/a, path=/opt/b, type=directory, sha256=[0-9a-f]{64}\\]
                edit /opt/b/one
                -1
                \\+one
                directory /srv/a
                write /srv/a/one 0644
                anew\
                """.replace("directory /opt/b\n", ""));
        assertThat(draft.steps().get(2).dependsOn()).contains("move-2");
        assertThat(draft.exists("/opt/b/deep/two")).isTrue();
        assertThat(draft.exists("/srv/a/deep/two")).isFalse();
    }

    @Test
    void whatIsMovedIntoADirectoryKeepsItsName() throws IOException {
        assertThat(((Operation.Move) last(plan(FileChanges.move("/srv/a/one", "/etc/")))).path())
                .isEqualTo("/etc/one");
    }

    @Test
    void whatCannotBeMoved() {
        assertThatThrownBy(() -> plan(FileChanges.move("/srv/b", "/srv/c"))).hasMessageContaining("not there");
        assertThatThrownBy(() -> plan(FileChanges.move("/etc/group", "/etc/passwd")))
                .hasMessageContaining("is there already");
        assertThatThrownBy(() -> plan(FileChanges.move("/srv/a", "/srv/a/b"))).hasMessageContaining("into itself");
        assertThatThrownBy(() -> plan(FileChanges.write("/srv/a/x", "x"), FileChanges.move("/srv/a", "/srv/b")))
                .isInstanceOf(FixException.class)
                .hasMessage("/srv/a cannot be moved after changes of /srv/a/x: move it first");
        assertThatThrownBy(() -> plan(FileChanges.delete("/srv/a/one"), FileChanges.move("/srv/a", "/srv/b")))
                .hasMessage("/srv/a cannot be moved after changes of /srv/a/one: move it first");
        assertThatThrownBy(() -> plan(FileChanges.chmod(0600, "/srv/a/one"), FileChanges.move("/srv/a", "/srv/b")))
                .hasMessage("/srv/a cannot be moved after changes of /srv/a/one: move it first");
        assertThatThrownBy(() -> FileChanges.move("/srv/../etc", "/srv/b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ownersByNumberAndByName() throws IOException {
        assertThat(last(plan(FileChanges.chown("ann", "www", "/srv/a/link"))))
                .isEqualTo(new Operation.SetPermissions(
                        "/srv/a/one", OptionalInt.empty(), OptionalInt.of(1000), OptionalInt.of(33)));
        assertThat(last(plan(FileChanges.chown("7", "8", "/srv/a"))))
                .isEqualTo(new Operation.SetPermissions(
                        "/srv/a", OptionalInt.empty(), OptionalInt.of(7), OptionalInt.of(8)));
        assertThatThrownBy(() -> plan(FileChanges.chown("eve", "0", "/srv"))).hasMessage("the guest has no user eve");
        assertThatThrownBy(() -> plan(FileChanges.chown("0", "eve", "/srv"))).hasMessage("the guest has no group eve");
        assertThatThrownBy(() -> plan(FileChanges.chown("bad", "0", "/srv"))).hasMessageContaining("are no numbers");
        assertThatThrownBy(() -> plan(FileChanges.chown("4294967296", "0", "/srv")))
                .hasMessageContaining("is no id");
        assertThatThrownBy(() -> plan(FileChanges.chown("0", "0", "/nothing"))).hasMessageContaining("no such file");
    }

    @Test
    void allFilesBelowADirectoryAreEmptied() throws IOException {
        Draft draft = plan(
                FileChanges.write("/srv/a/new", "x"),
                FileChanges.delete("/srv/a/one"),
                FileChanges.truncateRecursive("/srv/"));

        assertThat(draft.steps().subList(2, draft.steps().size()))
                .extracting(step -> step.operation())
                .containsExactly(new Operation.Truncate("/srv/a/deep/two"), new Operation.Truncate("/srv/a/new"));
        assertThat(draft.text("/srv/a/deep/two")).isEmpty();
    }

    @Test
    void filesOfAnySizeAreEmptied() throws IOException {
        guest.file("var/log/big", "x".repeat(2 << 20));

        assertThat(last(plan(FileChanges.truncate("/var/log/big")))).isEqualTo(new Operation.Truncate("/var/log/big"));
    }

    @Test
    void aScriptStaysNoLongerThanItRuns() throws IOException {
        Path script = Files.writeString(folder.resolve("one"), "#!/bin/sh\necho\n");
        Path commands = Files.writeString(folder.resolve("two"), "echo\n");

        Draft draft = plan(new SystemChanges.Script(script), new SystemChanges.Script(commands));

        assertThat(TreeGuest.words(draft)).isEqualTo("""
                copy in /guestkit-run-1
                run /guestkit-run-1
                delete /guestkit-run-1
                copy in /guestkit-run-1
                run /bin/sh /guestkit-run-1
                delete /guestkit-run-1
                """);
        assertThat(draft.steps().get(1).dependsOn()).containsExactly("run-1");
        assertThat(draft.steps().get(2).dependsOn()).containsExactly("run-2");
    }

    @Test
    void packagesAreUninstalledThatNothingNeeds() throws IOException {
        assertThat(TreeGuest.words(plan(new PackageChanges.Uninstall(List.of("base", "upper", "other")))))
                .isEqualTo("""
                        run dpkg --purge base upper
                          package_absent base
                          package_absent upper
                        note other is not installed, so there is nothing to uninstall
                        """);
        assertThatThrownBy(() -> plan(new PackageChanges.Uninstall(List.of("base"))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("base cannot be uninstalled: upper need them");
        assertThatThrownBy(() -> new PackageChanges.Uninstall(List.of("--force-all")))
                .hasMessage("--force-all is no name of a package");
    }

    @Test
    void packagesAreInstalledAtTheNextStart() throws IOException {
        Draft draft = plan(
                new PackageChanges.FirstBootInstall(List.of("vim", "g++")), new SystemChanges.FirstBoot("#!/bin/sh\n"));

        assertThat(draft.text("/usr/lib/guestkit/firstboot/0001"))
                .isEqualTo(
                        "#!/bin/sh\nexport DEBIAN_FRONTEND=noninteractive\napt-get -q update && apt-get -q -y install vim g++\n");
        assertThat(draft.exists("/usr/lib/guestkit/firstboot/0002")).isTrue();
        assertThat(draft.steps())
                .extracting(step -> step.operation())
                .filteredOn(Operation.MakeSymlink.class::isInstance)
                .hasSize(1);
        assertThatThrownBy(() -> new PackageChanges.FirstBootInstall(List.of("a; rm -rf /")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsAnewWhereADirectoryWasDeletedNeedsADirectory() throws IOException {
        assertThat(TreeGuest.words(plan(FileChanges.delete("/srv/a"), FileChanges.write("/srv/a/x", "x\n"))))
                .isEqualTo("delete /srv/a\ndirectory /srv/a\nwrite /srv/a/x 0644\nx\n");
    }

    @Test
    void aLinkThatLeadsNowhereMakesRoom() throws IOException {
        guest.link("etc/resolv.conf", "../run/systemd/resolve/stub-resolv.conf").link("etc/there", "../srv/a/one");
        Path file = Files.writeString(folder.resolve("f"), "a\n");

        Draft draft = plan(FileChanges.write("/etc/resolv.conf", "nameserver 192.0.2.1\n"));
        assertThat(TreeGuest.words(draft))
                .isEqualTo("delete /etc/resolv.conf\nwrite /etc/resolv.conf 0644\nnameserver 192.0.2.1\n");
        assertThat(draft.steps().getFirst().evidence())
                .containsExactly(
                        "/etc/resolv.conf leads to ../run/systemd/resolve/stub-resolv.conf, which is not there");
        assertThat(draft.steps().getLast().dependsOn()).containsExactly("write-1");
        assertThat(TreeGuest.words(plan(FileChanges.upload(file, "/etc/resolv.conf"))))
                .startsWith("delete /etc/resolv.conf\ncopy in /etc/resolv.conf");
        assertThat(TreeGuest.words(plan(FileChanges.write("/etc/there", "b\n"))))
                .startsWith("edit /srv/a/one");
        assertThatThrownBy(() -> plan(FileChanges.write("/srv/a", "b\n"))).hasMessage("/srv/a is no file in the guest");
    }

    @Test
    void whatIsCopiedInCanBeEdited() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "a\n");
        Draft draft = plan(
                FileChanges.upload(file, "/etc/f"),
                FileChanges.edit("/etc/f", "s/a/b/"),
                FileChanges.copy("/etc/f", "/etc/g"),
                FileChanges.edit("/etc/g", "s/b/c/"));

        assertThat(draft.text("/etc/f")).isEqualTo("b\n");
        assertThat(draft.text("/etc/g")).isEqualTo("c\n");
    }

    @Test
    void aGuestWithSelinuxLabelsItsNewFiles() throws IOException {
        guest.file("etc/selinux/config", "SELINUX=enforcing\n");

        assertThat(TreeGuest.words(
                        guest.plan(FixOptions.DEFAULT, FileChanges.move("/srv/a/one", "/srv/one"), new SelinuxRule())))
                .endsWith("write /.autorelabel 0644\n");
        assertThat(guest.plan(FixOptions.DEFAULT, FileChanges.truncate("/srv/a/one"), new SelinuxRule())
                        .steps())
                .hasSize(1);
    }
}
