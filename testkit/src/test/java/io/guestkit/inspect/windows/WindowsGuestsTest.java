package io.guestkit.inspect.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.inspect.report.ScheduledTask;
import io.guestkit.inspect.report.Windows;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Role;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code windows/NAME.guest} is the tree of a guest ({@link WindowsTree}) and {@code windows/NAME.facts} is all that
 * is to be found out about it. A new release is a new pair of files.
 */
class WindowsGuestsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/windows");

    @ParameterizedTest
    @MethodSource("guests")
    void is_recognised(String name, @TempDir Path root) throws IOException {
        WindowsTree.unpack(Files.readString(GOLDEN.resolve(name + ".guest")), root);

        WindowsDraft draft = WindowsRules.ask(root);

        assertThat(lines(draft, root))
                .isEqualTo(Files.readString(GOLDEN.resolve(name + ".facts")).strip());
        assertThat(Role.of(new GuestFiles(root))).isEqualTo(Role.WINDOWS_ROOT);
    }

    static Stream<String> guests() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(GOLDEN, "*.guest")) {
            files.forEach(file -> names.add(file.getFileName().toString().replace(".guest", "")));
        }
        return names.stream().sorted();
    }

    @Test
    void what_windows_is_installed_from(@TempDir Path root) throws IOException {
        WindowsTree.unpack("=== setup.exe\n=== Sources/BOOT.WIM\nx\n", root);
        assertThat(Role.of(new GuestFiles(root))).isEqualTo(Role.WINDOWS_INSTALLER);
    }

    @Test
    void a_guest_without_hives_is_one_with_gaps(@TempDir Path root) throws IOException {
        WindowsTree.unpack("=== Windows/System32/config/nothing\n=== Windows/System32/cmd.exe pe aa64\n", root);
        WindowsDraft draft = WindowsRules.ask(root);
        assertThat(draft.findings().gaps()).hasSize(2);
        assertThat(lines(draft, root)).contains("architecture=aarch64").contains("systemroot=/Windows");
    }

    @Test
    void a_hive_that_is_none_is_a_gap(@TempDir Path root) throws IOException {
        WindowsTree.unpack("=== Windows/System32/config/SOFTWARE\nno hive\n", root);
        WindowsDraft draft = WindowsRules.ask(root);
        assertThat(draft.findings().gaps()).extracting(Findings.Gap::reason).anyMatch(r -> r.contains("identity"));
    }

    /** All findings as text. */
    private static String lines(WindowsDraft draft, Path root) {
        Map<String, String> facts = new TreeMap<>();
        draft.findings()
                .facts()
                .forEach((fact, finding) -> facts.put(fact.name().toLowerCase(Locale.ROOT), finding.value()));
        Windows windows = draft.build(Map.of());
        facts.put("systemroot", windows.systemroot());
        windows.currentControlSet().ifPresent(value -> facts.put("current_control_set", value));
        windows.softwareHive().ifPresent(value -> facts.put("software_hive", value));
        windows.systemHive().ifPresent(value -> facts.put("system_hive", value));
        windows.firmware().ifPresent(value -> facts.put("firmware", value));
        windows.edition().ifPresent(value -> facts.put("edition", value));
        windows.displayVersion().ifPresent(value -> facts.put("display_version", value));
        windows.ubr().ifPresent(value -> facts.put("ubr", Long.toString(value)));
        windows.servicePack().ifPresent(value -> facts.put("service_pack", value));
        windows.productType().ifPresent(value -> facts.put("product_type", value));
        windows.domain().ifPresent(value -> facts.put("domain", value));
        windows.timezone().ifPresent(value -> facts.put("timezone", value));
        windows.installed().ifPresent(value -> facts.put("installed", value));
        windows.lastShutdown().ifPresent(value -> facts.put("last_shutdown", value));
        if (windows.groupPolicy()) {
            facts.put("group_policy", "true");
        }
        List<String> lines = new ArrayList<>();
        facts.forEach((fact, value) -> lines.add(fact + "=" + value));
        for (DriveLetter letter : draft.letters()) {
            lines.add("drive " + letter.letter() + " "
                    + letter.diskId().map(id -> id + "+" + letter.offset()).orElse("")
                    + letter.partitionGuid().orElse(""));
        }
        for (Application each : draft.findings().applications()) {
            lines.add("application " + each.name() + " " + each.version() + " "
                    + each.arch().orElse("-") + " " + each.displayName().orElse("-") + ", "
                    + each.publisher().orElse("-"));
        }
        for (Windows.Account each : windows.users()) {
            lines.add("user " + each.name() + " " + each.rid() + (each.disabled() ? " disabled" : ""));
        }
        for (Windows.Service each : windows.services()) {
            lines.add("service " + each.name() + " " + each.kind() + " " + each.start());
        }
        for (NetworkInterface each : windows.network()) {
            lines.add("network " + each.name() + " " + each.method().orElse("-") + " " + each.addresses() + " "
                    + each.gateways() + " " + each.dns()
                    + each.method6().map(method -> " ipv6 " + method).orElse(""));
        }
        for (ScheduledTask each : draft.findings().scheduledTasks()) {
            lines.add(each.kind() + " " + each.name() + (each.enabled() ? "" : " disabled") + " [" + each.schedule()
                    + "] " + each.user().orElse("-") + ": " + each.command());
        }
        for (Windows.Hotfix each : windows.hotfixes()) {
            lines.add("hotfix " + each.id() + " " + each.version().orElse("-") + " "
                    + each.installed().orElse("-"));
        }
        for (String each : windows.dotnet()) {
            lines.add("dotnet " + each);
        }
        for (Windows.GuestTool each : windows.guestTools()) {
            lines.add("tool " + each.name() + " " + each.platform() + " " + each.start());
        }
        for (String each : windows.antivirus()) {
            lines.add("antivirus " + each);
        }
        for (Findings.Gap gap : draft.findings().gaps()) {
            lines.add("gap " + gap.code() + " " + gap.path());
        }
        for (Findings.Doubt doubt : draft.findings().doubts()) {
            lines.add("doubt " + doubt.path().replace(root.toString(), "") + ": " + doubt.message());
        }
        return String.join("\n", lines);
    }
}
