package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixPlan;
import io.guestkit.migrate.fix.FixRecord;
import io.guestkit.migrate.fix.FixResult;
import io.guestkit.migrate.fix.FixRun;
import io.guestkit.migrate.fix.PlanDocument;
import io.guestkit.migrate.fix.StepResult;
import io.guestkit.migrate.standard.Fixes;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fix preview}, {@code fix apply} and {@code fix verify} on a guest that debugfs changes. */
@Tag("oracle")
class FixPreviewOracleTest {

    private static final String UUID = "1b0f0c9e-2d3a-4e5f-8a7b-9c0d1e2f3a4b";
    private static final String OLD = "/dev/sda / ext4 defaults 0 1\n";
    private static final String NEW = "UUID=" + UUID + " / ext4 defaults 0 1\n";

    @TempDir
    Path folder;

    private Path image;
    private Path document;

    @BeforeEach
    void planOfAGuest() throws IOException {
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("etc"));
        Files.createDirectories(tree.resolve("lib/systemd"));
        Files.createDirectories(tree.resolve("sbin"));
        Files.createDirectories(tree.resolve("usr/bin"));
        Files.writeString(tree.resolve("etc/os-release"), "ID=debian\nVERSION_ID=12\n");
        Files.writeString(tree.resolve("etc/fstab"), OLD);
        Files.writeString(tree.resolve("lib/systemd/systemd"), "");
        Files.createSymbolicLink(tree.resolve("sbin/init"), Path.of("../lib/systemd/systemd"));
        image = folder.resolve("vm.raw");
        Oracle.require("mke2fs").run("-q", "-t", "ext4", "-U", UUID, "-d", tree, image, "16M");
        document = folder.resolve("plan.yaml");
        Guestkit.succeed("fix", "plan", image, "--plan", document, "--only", "fstab");
    }

    private void change(Path disk, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("fstab"), text);
        Oracle debugfs = Oracle.require("debugfs");
        debugfs.run("-w", "-R", "rm /etc/fstab", disk);
        debugfs.run("-w", "-R", "write %s /etc/fstab".formatted(file), disk);
    }

    @Test
    void whatIsMovedOrMadeAnewInThePlanIsNoMisfit() throws Exception {
        Path plan = folder.resolve("changes.yaml");
        Guestkit.succeed(
                "customize",
                image,
                "--plan",
                plan,
                "--move",
                "/usr:/opt/usr",
                "--write",
                "/opt/usr/bin/new:x",
                "--delete",
                "/lib",
                "--write",
                "/lib/systemd/systemd:x",
                "--truncate",
                "/etc/fstab");
        assertThat(Guestkit.succeed("fix", "preview", plan).text()).contains("move-2  move /usr to /opt/usr");

        Path file = Files.writeString(folder.resolve("file"), "y");
        Oracle.require("debugfs").run("-w", "-R", "write %s /usr/bin/tool".formatted(file), image);
        Guestkit changed = Guestkit.run("fix", "preview", plan);
        assertThat(changed.status()).isNotZero();
        assertThat(changed.text() + changed.err()).contains("/usr has changed");
    }

    @Test
    void asManyOverlaysAsImages() {
        Guestkit run = Guestkit.run(
                "customize", image, folder.resolve("a.qcow2"), folder.resolve("b.qcow2"), "--hostname", "x");
        assertThat(run.status()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("the guest is on 1 images, which need as many overlays, not 2");
    }

    @Test
    @Proves(
            area = "fix",
            feature = "a plan shown again: whether it still fits its images",
            verdict = "nothing is written; a changed file is named",
            referee = "debugfs")
    void aPlanIsShownAgain() throws Exception {
        for (String[] words : new String[][] {{"preview"}, {"apply", "--dry-run"}}) {
            Guestkit fits = Guestkit.run(words(words));
            assertThat(fits.status()).as(fits.err()).isZero();
            assertThat(fits.text()).contains("fstab-1  edit /etc/fstab", "-" + OLD, "+" + NEW);
        }
        change(image, "# another\n" + OLD);
        Guestkit changed = Guestkit.run(words("preview"));
        assertThat(changed.status()).isEqualTo(ExitCode.FAILURE);
        assertThat(changed.err()).contains("fstab-1 does not fit any more: /etc/fstab has changed");
        assertThat(Guestkit.run("fix", "preview", document, "--skip", "fstab-1").status())
                .isZero();
        assertThat(Guestkit.run("fix", "preview", document, "--skip", "fstab-2").status())
                .isEqualTo(ExitCode.USAGE);
        Map<String, Object> json =
                Guestkit.run("fix", "preview", document, "--output", "json").json();
        assertThat(json.get("misfits"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(1);
    }

    @Test
    void aPlanThatSomebodyHasEditedIsNoticed() throws Exception {
        String plan = Files.readString(document);
        Files.writeString(document, plan.replace("UUID=" + UUID, "UUID=other"));
        assertThat(Guestkit.run(words("preview")).err())
                .contains("fstab-1 does not fit any more: the diff makes another text of /etc/fstab");
        Files.writeString(document, plan.replace("-/dev/sda", "-/dev/sdb"));
        assertThat(Guestkit.run(words("preview")).err())
                .contains("fstab-1 does not fit any more: the diff does not fit /etc/fstab");
    }

    @Test
    void noPartOfAnImageAndNothingButAFileIsReplaced() throws Exception {
        Path base = image;
        Path top = folder.resolve("top.qcow2");
        Oracle.require("qemu-img").run("create", "-q", "-f", "qcow2", "-b", base, "-F", "raw", top);
        Guestkit.succeed("fix", "plan", top, "--plan", document, "--force");
        byte[] before = Files.readAllBytes(base);
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
        for (Path part : new Path[] {base, top}) {
            String said = part + ": is a part of the image, which stays as it is";
            assertThat(Guestkit.run("fix", "apply", document, part, "--force").err())
                    .contains(said);
            assertThat(Guestkit.run("fix", "plan", top, "--plan", part, "--force")
                            .err())
                    .contains(said);
            assertThat(Guestkit.run("boot-test", top, "--serial-log", part, "--force")
                            .err())
                    .contains(said);
        }
        for (Path other : new Path[] {link, folder}) {
            assertThat(Guestkit.run("fix", "apply", document, other, "--force").err())
                    .contains(other + ": is no regular file");
        }
        assertThat(Files.readAllBytes(base)).isEqualTo(before);
    }

    private Object[] words(String... words) {
        Object[] all = new Object[words.length + 2];
        all[0] = "fix";
        System.arraycopy(words, 0, all, 1, words.length);
        all[all.length - 1] = document;
        return all;
    }

    @Test
    void whatIsNoPlan() throws Exception {
        Guestkit run = Guestkit.run("fix", "preview", image);
        assertThat(run.status()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).contains(image + " is no plan; fix plan makes one of an image");
        Oracle.require("qemu-img").run("resize", "-q", "-f", "raw", image, "17M");
        Guestkit grown = Guestkit.run("fix", "preview", document);
        assertThat(grown.err()).contains("is not the image that the plan was made for");
    }

    @Test
    @Tag("long")
    @Proves(
            area = "fix",
            feature = "a plan of a file that is immutable, with lines as DOS ends them",
            verdict = "applied; immutable again",
            referee = "debugfs")
    void aTextOfDosThatIsImmutable() throws Exception {
        Oracle.require("guestfish");
        Oracle debugfs = Oracle.require("debugfs");
        change(image, OLD.replace("\n", "\r\n"));
        debugfs.run("-w", "-R", "set_inode_field /etc/fstab flags 0x80010", image);
        Guestkit.succeed("fix", "plan", image, "--plan", document, "--only", "fstab", "--force");
        Path overlay = folder.resolve("new.qcow2");

        Guestkit run = Guestkit.succeed("fix", "apply", document, overlay);

        assertThat(run.text()).contains("verified   fstab-1");
        Path fixed = folder.resolve("fixed.raw");
        Oracle.require("qemu-img").run("convert", "-O", "raw", overlay, fixed);
        assertThat(debugfs.run("-R", "cat /etc/fstab", fixed).text()).isEqualTo(NEW.replace("\n", "\r\n"));
        assertThat(debugfs.run("-R", "stat /etc/fstab", fixed).text()).contains("Flags: 0x80010");
    }

    @Test
    @Proves(
            area = "fix",
            feature = "overlays looked up again after others have written to them",
            verdict = "what is not so any more is named",
            referee = "debugfs")
    void whatWasAppliedIsLookedUpAgain() throws Exception {
        FixPlan plan;
        try (DiskSet disks = Disks.open(image)) {
            plan = Fixes.plan(
                    disks, Target.KVM, FixOptions.DEFAULT.withRules(List.of("fstab"), List.of()), Optional.empty());
        }
        assertThat(PlanDocument.read(document)).isEqualTo(plan);
        Path written = folder.resolve("written.raw");
        Files.copy(image, written);
        FixResult before = FixRun.verify(plan, List.of(written), FixRun.Settings.DEFAULT);
        assertThat(before.success()).isFalse();
        assertThat(before.steps()).extracting(StepResult::outcome).containsExactly(StepResult.Outcome.FAILED);

        change(written, NEW);
        FixResult after = FixRun.verify(plan, List.of(written), FixRun.Settings.DEFAULT);
        assertThat(after.success()).as(after.steps().toString()).isTrue();

        FixRecord.write(plan, after);
        assertThat(Guestkit.succeed("fix", "verify", written).text()).contains("1 verified, 0 skipped, 0 failed");
        change(written, OLD);
        Guestkit lost = Guestkit.run("fix", "verify", written);
        assertThat(lost.status()).isEqualTo(ExitCode.FAILURE);
        assertThat(lost.err()).contains("not so any more: 0 verified, 0 skipped, 1 failed");
    }
}
