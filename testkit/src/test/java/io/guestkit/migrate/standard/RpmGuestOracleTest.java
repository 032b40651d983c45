package io.guestkit.migrate.standard;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.migrate.Target;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixPlan;
import io.guestkit.migrate.fix.FixResult;
import io.guestkit.migrate.fix.FixRun;
import io.guestkit.migrate.fix.FixStep;
import io.guestkit.migrate.fix.StepResult;
import io.guestkit.migrate.fix.StepResult.Outcome;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests whose own rpm uninstalls and installs packages in the appliance; the rpm of this machine says what is there then. */
@Tag("oracle")
@Tag("long")
class RpmGuestOracleTest {

    /** Where the root begins in the fixtures. */
    private static final String ROOT = "?offset=1048576";

    private static final String SERVICE = "etc/systemd/system/multi-user.target.wants/vmtoolsd.service";

    @TempDir
    Path scratch;

    private Path guests;
    private Path overlay;

    @BeforeEach
    void requireTools() {
        Oracle.requireRoot(); // rpm --root
        Oracle.require("guestfish");
        guests = Fixtures.of("rpm-guests");
        overlay = scratch.resolve("fixed.qcow2");
    }

    /** JUnit would warn of each link in them. */
    @AfterEach
    void deleteTrees() {
        Oracle.require("rm").run("-rf", scratch.resolve("before"), scratch.resolve("after"));
    }

    @Test
    @Proves(
            area = "fix",
            feature = "packages of rpm, uninstalled and installed in the appliance",
            verdict = "done",
            referee = "rpm, debugfs")
    void toolsGoAndTheAgentComes() throws Exception {
        Path image = guests.resolve("removable.raw");
        FixPlan plan = plan(image, guests.resolve("qemu-guest-agent-7.2-1.x86_64.rpm"));
        FixResult result = FixRun.apply(plan, List.of(overlay), FixRun.Settings.DEFAULT);
        assertThat(result.success()).as(result.steps().toString()).isTrue();
        assertThat(result.steps()).extracting(StepResult::outcome).containsOnly(Outcome.VERIFIED);

        Path before = tree(image, "before");
        assertThat(rpm(before, "/var/lib/rpm", "-qa").lines())
                .contains(
                        "open-vm-tools-12.3.5-1.x86_64",
                        "open-vm-tools-desktop-12.3.5-1.x86_64",
                        "open-vm-tools-libs-12.3.5-1.i686",
                        "open-vm-tools-libs-12.3.5-1.x86_64");
        assertThat(before.resolve(SERVICE)).isSymbolicLink();
        assertThat(before.resolve("var/log/open-vm-tools.removal")).doesNotExist();
        Path after = after();
        assertThat(rpm(after, "/var/lib/rpm", "-qa").lines())
                .containsExactlyInAnyOrder(
                        "base-system-1-1.noarch", "notebook-1-1.noarch", "qemu-guest-agent-7.2-1.x86_64");
        Oracle.Answer verified = rpm(after, "/var/lib/rpm", "-V", "-a");
        assertThat(verified.text()).isEmpty();
        assertThat(verified.status()).isZero();
        assertThat(after.resolve("var/log/open-vm-tools.removal")).hasContent("0 left");
        assertThat(after.resolve(SERVICE)).doesNotExist();
        for (String file : List.of(
                "usr/bin/vmtoolsd",
                "usr/bin/vmware-user",
                "usr/lib/open-vm-tools/plugin",
                "usr/lib64/open-vm-tools/plugin",
                "etc/vmware-tools/tools.conf",
                "var/tmp/qemu-guest-agent-7.2-1.x86_64.rpm")) {
            assertThat(after.resolve(file)).doesNotExist();
        }
        assertThat(after.resolve("etc/vmware-tools/tools.conf.rpmsave"))
                .content()
                .contains("disable=false");
        assertThat(after.resolve("usr/bin/qemu-ga")).content().contains("qemu-guest-agent 7.2 x86_64");
    }

    @Test
    @Proves(
            area = "fix",
            feature = "tools that another package of rpm needs",
            verdict = "they stay, and do not start",
            referee = "rpm, systemctl")
    void toolsThatAreNeededStayAndDoNotStart() throws Exception {
        FixPlan plan = plan(guests.resolve("needed.raw"), guests.resolve("qemu-guest-agent-7.4-1.x86_64.rpm"));
        assertThat(plan.notes())
                .extracting(FixPlan.Note::text)
                .containsExactly("open-vm-tools stay installed, and their services are disabled,"
                        + " since fleet-monitor need them");
        FixResult result = FixRun.apply(plan, List.of(overlay), FixRun.Settings.DEFAULT);
        assertThat(result.success()).as(result.steps().toString()).isTrue();
        assertThat(result.steps()).extracting(StepResult::outcome).containsOnly(Outcome.VERIFIED);

        assertThat(step(plan, result, "--install").detail())
                .as("what rpm only warns of")
                .contains(
                        "no port for the agent",
                        "%post(qemu-guest-agent-7.4-1.x86_64) scriptlet failed, exit status 3");

        Path after = after();
        String database = "/usr/lib/sysimage/rpm";
        assertThat(rpm(after, database, "-qa").lines())
                .containsExactlyInAnyOrder(
                        "base-system-1-1.noarch",
                        "notebook-1-1.noarch",
                        "open-vm-tools-12.3.5-1.x86_64",
                        "fleet-monitor-1-1.x86_64",
                        "qemu-guest-agent-7.4-1.x86_64");
        assertThat(rpm(after, database, "-V", "-a").lines())
                .singleElement()
                .asString()
                .as("its configuration was changed before")
                .matches("\\S+ +c /etc/vmware-tools/tools.conf");
        Oracle.Answer refusal = rpm(after, database, "-e", "--test", "open-vm-tools");
        assertThat(refusal.status()).isNotZero();
        assertThat(refusal.err()).contains("/usr/bin/vmtoolsd is needed by (installed) fleet-monitor-1-1.x86_64");
        assertThat(Oracle.require("systemctl")
                        .ask("--root=" + after, "is-enabled", "vmtoolsd.service")
                        .text())
                .isEqualTo("masked\n");
        assertThat(after.resolve(SERVICE)).doesNotExist();
    }

    @Test
    @Proves(
            area = "fix",
            feature = "packages of rpm that refuse to go, or that are for another architecture",
            verdict = "the steps fail, with rpm's words, and nothing is left",
            referee = "rpm")
    void aPackageThatRefusesToGoAndOneForAnotherArchitecture() throws Exception {
        // its name is wrong; one with the right name is refused before
        Path agent = Files.copy(
                guests.resolve("qemu-guest-agent-7.2-1.aarch64.rpm"),
                scratch.resolve("qemu-guest-agent-7.2-1.x86_64.rpm"));
        Path image = guests.resolve("stubborn.raw");
        String before = digest(image);
        FixPlan plan = plan(image, agent);
        FixResult result = FixRun.apply(plan, List.of(overlay), FixRun.Settings.DEFAULT);

        assertThat(step(plan, result, "--erase").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(step(plan, result, "--erase").detail())
                .contains(
                        "the tools are in use",
                        "%preun(open-vm-tools-12.3.6-1.x86_64) scriptlet failed, exit status 1");
        assertThat(step(plan, result, "--install").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(step(plan, result, "--install").detail())
                .contains("qemu-guest-agent-7.2-1.aarch64 is intended for a different architecture");
        assertNothingIsLeft(result);
        assertThat(digest(image)).isEqualTo(before);
    }

    @Test
    @Proves(
            area = "fix",
            feature = "packages of rpm that need what the guest has not",
            verdict = "the step fails, with rpm's words, and nothing is left",
            referee = "rpm")
    void anAgentThatNeedsWhatIsNotThere() throws Exception {
        Path image = guests.resolve("removable.raw");
        String before = digest(image);
        FixPlan plan = plan(image, guests.resolve("qemu-guest-agent-7.3-1.x86_64.rpm"));
        FixResult result = FixRun.apply(plan, List.of(overlay), FixRun.Settings.DEFAULT);

        assertThat(step(plan, result, "--erase").outcome()).isEqualTo(Outcome.VERIFIED);
        assertThat(step(plan, result, "--install").outcome()).isEqualTo(Outcome.FAILED);
        assertThat(step(plan, result, "--install").detail())
                .contains("libvirtualization.so.9()(64bit) is needed by qemu-guest-agent-7.3-1.x86_64");
        assertNothingIsLeft(result);
        assertThat(digest(image)).isEqualTo(before);
    }

    private static FixPlan plan(Path image, Path agent) throws IOException {
        try (DiskSet disks = Disks.open(image)) {
            return Fixes.plan(
                    disks,
                    Target.KVM,
                    FixOptions.DEFAULT
                            .withRules(List.of("hypervisor-tools", "guest-agent"), List.of())
                            .withGuestAgent(agent),
                    Optional.empty());
        }
    }

    /** What became of the command with that option. */
    private static StepResult step(FixPlan plan, FixResult result, String option) {
        for (FixStep step : plan.steps()) {
            if (step.operation().toString().contains(option)) {
                return result.steps().get(plan.steps().indexOf(step));
            }
        }
        throw new AssertionError("no step with %s in %s".formatted(option, plan.steps()));
    }

    private void assertNothingIsLeft(FixResult result) throws IOException {
        assertThat(result.success()).isFalse();
        assertThat(result.overlays()).isEmpty();
        try (Stream<Path> files = Files.list(scratch)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .allSatisfy(name -> assertThat(name).endsWith(".rpm"));
        }
    }

    private static String digest(Path image) {
        return Oracle.require("sha256sum").run(image).text();
    }

    /** The root of what was made, taken out of it. */
    private Path after() throws IOException {
        Path raw = scratch.resolve("after.raw");
        Oracle.require("qemu-img").run("convert", "-O", "raw", overlay, raw);
        return tree(raw, "after");
    }

    private Path tree(Path raw, String name) throws IOException {
        Path tree = Files.createDirectory(scratch.resolve(name));
        Oracle.require("debugfs").run("-R", "rdump / " + tree, raw + ROOT);
        return tree;
    }

    private static Oracle.Answer rpm(Path root, String database, String... words) {
        Object[] all = new Object[words.length + 4];
        System.arraycopy(new Object[] {"--root", root, "--dbpath", database}, 0, all, 0, 4);
        System.arraycopy(words, 0, all, 4, words.length);
        return Oracle.require("rpm").ask(all);
    }
}
