package io.guestkit.inspect.windows;

import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.inspect.report.Windows;
import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.rule.Findings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the rules have found out about a Windows so far. */
public final class WindowsDraft {

    final Findings findings = new Findings();
    final List<DriveLetter> letters = new ArrayList<>();
    final List<Windows.Account> users = new ArrayList<>();
    final List<Windows.Service> services = new ArrayList<>();
    final List<NetworkInterface> network = new ArrayList<>();
    final List<Windows.Hotfix> hotfixes = new ArrayList<>();
    final List<String> dotnet = new ArrayList<>();
    final List<Windows.GuestTool> guestTools = new ArrayList<>();
    final TreeSet<String> antivirus = new TreeSet<>();
    String systemroot = "";

    @Nullable
    String currentControlSet;

    @Nullable
    String softwareHive;

    @Nullable
    String systemHive;

    @Nullable
    String firmware;

    @Nullable
    String edition;

    @Nullable
    String displayVersion;

    @Nullable
    String servicePack;

    @Nullable
    String productType;

    @Nullable
    String domain;

    @Nullable
    String timezone;

    @Nullable
    String installed;

    @Nullable
    String lastShutdown;

    OptionalLong ubr = OptionalLong.empty();
    boolean groupPolicy;

    WindowsDraft() {}

    public Findings findings() {
        return findings;
    }

    /** What Windows knows its drives by; which devices that are, others know. */
    public List<DriveLetter> letters() {
        return letters;
    }

    /** @param driveMappings devices by letter */
    public Windows build(Map<String, String> driveMappings) {
        services.sort(Comparator.comparing(Windows.Service::name));
        users.sort(Comparator.comparingLong(Windows.Account::rid));
        hotfixes.sort(Comparator.comparing(Windows.Hotfix::id)
                .thenComparing(fix -> fix.version().orElse("")));
        guestTools.sort(Comparator.comparing(Windows.GuestTool::name));
        network.sort(Comparator.comparing(NetworkInterface::name).thenComparing(NetworkInterface::source));
        return new Windows(
                systemroot,
                Optional.ofNullable(currentControlSet),
                Optional.ofNullable(softwareHive),
                Optional.ofNullable(systemHive),
                Optional.ofNullable(firmware),
                new TreeMap<>(driveMappings),
                Optional.ofNullable(edition),
                Optional.ofNullable(displayVersion),
                ubr,
                Optional.ofNullable(servicePack),
                Optional.ofNullable(productType),
                Optional.ofNullable(domain),
                Optional.ofNullable(timezone),
                Optional.ofNullable(installed),
                Optional.ofNullable(lastShutdown),
                groupPolicy,
                users,
                services,
                network,
                hotfixes,
                dotnet,
                guestTools,
                List.copyOf(antivirus));
    }

    /** The build of Windows, or 0. */
    int build() {
        String build = findings.value(Fact.BUILD_ID).orElse("");
        try {
            return build.isEmpty() ? 0 : Integer.parseInt(build);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
