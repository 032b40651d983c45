package io.guestkit.inspect;

import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.Certificate;
import io.guestkit.inspect.report.Component;
import io.guestkit.inspect.report.Configuration;
import io.guestkit.inspect.report.DatedEvent;
import io.guestkit.inspect.report.Group;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.Kernel;
import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.inspect.report.NamedDevice;
import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.inspect.report.Privilege;
import io.guestkit.inspect.report.ScheduledTask;
import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.report.Setting;
import io.guestkit.inspect.report.SshKey;
import io.guestkit.inspect.report.User;
import io.guestkit.inspect.report.Windows;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where the parts of a report came from that name their source themselves. */
final class Explanation {

    private final String root;
    private final List<Evidence> evidence;

    private Explanation(String root, List<Evidence> evidence) {
        this.root = root;
        this.evidence = evidence;
    }

    /** Adds a line for each fact of a report beside the guest's identity. */
    static void add(GuestReport guest, List<Evidence> evidence) {
        Explanation explanation = new Explanation(guest.root(), evidence);
        explanation.mounts(guest.mountpoints());
        for (Kernel kernel : guest.kernels()) {
            explanation.add("kernel", kernel.version().orElse("?"), kernel.path());
        }
        explanation.accounts(guest);
        for (Service service : guest.services()) {
            explanation.add("service", service.name() + " " + service.state(), service.source());
        }
        for (ScheduledTask task : guest.scheduledTasks()) {
            explanation.add("scheduled_task", task.schedule() + " " + task.command(), task.source());
        }
        for (NetworkInterface each : guest.network()) {
            explanation.network(each);
        }
        explanation.configuration(guest.configuration());
        if (guest.windows().isPresent()) {
            explanation.windows(guest.windows().get());
        }
        if (guest.boot().isPresent()) {
            for (BootLink link : guest.boot().get().links()) {
                String verdict = link.verdict().name().toLowerCase(Locale.ROOT);
                explanation.add("boot_" + link.link(), verdict + ": " + link.detail(), link.source());
            }
        }
    }

    private void windows(Windows windows) {
        if (windows.firmware().isPresent()) {
            String set = windows.currentControlSet().orElse("");
            add("firmware", windows.firmware().get(), "HKLM\\SYSTEM\\" + set + "\\Control\\PEFirmwareType");
        }
        for (NetworkInterface each : windows.network()) {
            network(each);
        }
    }

    private void network(NetworkInterface each) {
        String what = each.name() + " " + each.method().orElse("") + " " + String.join(" ", each.addresses());
        add("network", what.strip(), each.source());
    }

    private void mounts(List<Mountpoint> mounts) {
        for (Mountpoint mount : mounts) {
            add(
                    "mountpoint",
                    mount.path() + " " + mount.device().orElse("(not found)"),
                    mount.source().isPresent() ? "/etc/fstab " + mount.source().get() : "the root file system itself");
        }
    }

    private void accounts(GuestReport guest) {
        for (User user : guest.users()) {
            add("user", user.name() + " " + user.uid(), user.source());
            keys("authorized_key", user.authorizedKeys());
        }
        for (Group group : guest.groups()) {
            add("group", group.name() + " " + group.gid(), group.source());
        }
    }

    private void configuration(Configuration configuration) {
        setting("machine_id", configuration.machineId());
        setting("default_target", configuration.defaultTarget());
        setting("timezone", configuration.timezone());
        setting("locale", configuration.locale());
        setting("keyboard", configuration.keyboard());
        setting("selinux", configuration.selinux());
        setting("apparmor", configuration.apparmor());
        for (Setting each : configuration.nameservers()) {
            add("nameserver", each.value(), each.source());
        }
        for (Setting each : configuration.searchDomains()) {
            add("search_domain", each.value(), each.source());
        }
        for (Privilege each : configuration.sudoers()) {
            add("sudo", each.who() + " " + each.rule(), each.source());
        }
        for (NamedDevice each : configuration.devices()) {
            add(each.kind(), each.name() + " " + each.device(), each.source());
        }
        configuration
                .cloudInit()
                .ifPresent(each -> add("cloud_init", String.join(" ", each.datasources()), each.source()));
        for (Component each : configuration.containerRuntimes()) {
            add("container_runtime", each.name(), each.source());
        }
        for (Component each : configuration.guestAgents()) {
            add("guest_agent", each.name(), each.source());
        }
        keys("host_key", configuration.hostKeys());
        for (Certificate each : configuration.certificates()) {
            add("certificate", each.subject().orElse(each.fingerprint()), each.source());
        }
        for (DatedEvent each : configuration.dates()) {
            add(each.event(), each.time(), each.source());
        }
    }

    private void keys(String fact, List<SshKey> keys) {
        for (SshKey key : keys) {
            add(fact, key.fingerprint(), key.source());
        }
    }

    private void setting(String fact, Optional<Setting> setting) {
        if (setting.isPresent()) {
            add(fact, setting.get().value(), setting.get().source());
        }
    }

    private void add(String fact, String value, String source) {
        evidence.add(new Evidence(root, fact, value, source));
    }
}
