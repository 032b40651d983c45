package io.guestkit.inspect.config;

import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.inspect.report.ScheduledTask;
import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.LinuxRules.Question;
import java.util.Comparator;
import java.util.List;

/** All rules about how a Linux guest is set up, in their order. */
public final class LinuxConfiguration {

    private LinuxConfiguration() {}

    /**
     * Asks all rules. One that fails is a gap in the report and leaves the others to work.
     *
     * @param findings who the guest is; what is found goes there, too
     */
    public static void ask(GuestFiles files, Findings findings) {
        SystemdUnits units = new SystemdUnits(files);
        LinuxRules.ask(
                List.of(
                        new Question("users", new AccountsRule()),
                        new Question("sudo", new SudoersRule()),
                        new Question("systemd units", new SystemdRule(units)),
                        new Question("sysv services", new SysvRule(units)),
                        new Question("openrc services", new OpenRcRule()),
                        new Question("upstart jobs", new UpstartRule()),
                        new Question("runit services", new RunitRule()),
                        new Question("cron", new CronRule()),
                        new Question("ifupdown", new IfupdownRule()),
                        new Question("netplan", new NetplanRule()),
                        new Question("NetworkManager", new NetworkManagerRule()),
                        new Question("ifcfg", new IfcfgRule()),
                        new Question("networkd", new NetworkdRule()),
                        new Question("wicked", new WickedRule()),
                        new Question("netifrc", new NetifrcRule()),
                        new Question("netctl", new NetctlRule()),
                        new Question("names of interfaces", new InterfaceNamesRule()),
                        new Question("name servers", new ResolverRule()),
                        new Question("devices", new DevicesRule()),
                        new Question("region", new RegionRule()),
                        new Question("security modules", new SecurityRule()),
                        new Question("host keys", new HostKeysRule()),
                        new Question("certificates", new CertificatesRule()),
                        new Question("cloud-init", new CloudInitRule()),
                        new Question("guest agents", new ComponentsRule(units)),
                        new Question("dates", new DatesRule())),
                files,
                findings);
        findings.services().sort(Comparator.comparing(Service::name).thenComparing(Service::kind));
        findings.network().sort(Comparator.comparing(NetworkInterface::name).thenComparing(NetworkInterface::source));
        findings.scheduledTasks()
                .sort(Comparator.comparing(ScheduledTask::kind)
                        .thenComparing(ScheduledTask::name)
                        .thenComparing(ScheduledTask::source));
    }
}
