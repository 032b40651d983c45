package io.guestkit.inspect.config;

import io.guestkit.inspect.report.Component;
import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Agents of hypervisors and clouds, and container runtimes, by their programs. Drivers say nothing: every kernel of a
 * distribution has those of all hypervisors.
 */
final class ComponentsRule implements Rule {

    private static final String RUNTIME = "containers";

    /** @param services under which it runs, of systemd and of others, without endings */
    private record Known(String name, String platform, String program, List<String> services) {}

    private static final List<Known> ALL = List.of(
            known("open-vm-tools", "vmware", "usr/bin/vmtoolsd", "open-vm-tools", "vmtoolsd"),
            known("vmware-tools", "vmware", "usr/lib/vmware-tools/sbin64/vmtoolsd", "vmware-tools"),
            known("vmware-tools", "vmware", "etc/vmware-tools/locations", "vmware-tools"),
            known(
                    "virtualbox-guest-utils",
                    "virtualbox",
                    "usr/sbin/VBoxService",
                    "virtualbox-guest-utils",
                    "vboxadd-service",
                    "vboxservice",
                    "vboxadd"),
            known("hyperv-daemons", "hyperv", "usr/sbin/hv_kvp_daemon", "hv-kvp-daemon", "hypervkvpd"),
            known("hyperv-daemons", "hyperv", "usr/sbin/hypervkvpd", "hypervkvpd", "hv-kvp-daemon"),
            known(
                    "xe-guest-utilities",
                    "xen",
                    "usr/sbin/xe-daemon",
                    "xe-daemon",
                    "xe-linux-distribution",
                    "xe-guest-utilities"),
            known("parallels-tools", "parallels", "usr/bin/prltoolsd", "prltoolsd"),
            known("qemu-guest-agent", "qemu", "usr/sbin/qemu-ga", "qemu-guest-agent", "qemu-ga"),
            known("qemu-guest-agent", "qemu", "usr/bin/qemu-ga", "qemu-guest-agent", "qemu-ga"),
            known("spice-vdagent", "qemu", "usr/sbin/spice-vdagentd", "spice-vdagentd"),
            known(
                    "ovirt-guest-agent",
                    "ovirt",
                    "usr/share/ovirt-guest-agent/ovirt-guest-agent.py",
                    "ovirt-guest-agent"),
            known("nutanix-guest-tools", "nutanix", "usr/local/nutanix/ngt/python36/bin/python3", "ngt_guest_agent"),
            known("walinuxagent", "azure", "usr/sbin/waagent", "walinuxagent", "waagent"),
            known("google-guest-agent", "gce", "usr/bin/google_guest_agent", "google-guest-agent"),
            known("google-osconfig-agent", "gce", "usr/bin/google_osconfig_agent", "google-osconfig-agent"),
            known("amazon-ssm-agent", "aws", "usr/bin/amazon-ssm-agent", "amazon-ssm-agent"),
            known("amazon-ssm-agent", "aws", "snap/amazon-ssm-agent/current", "snap.amazon-ssm-agent.amazon-ssm-agent"),
            known("oracle-cloud-agent", "oracle", "usr/libexec/oracle-cloud-agent/agent", "oracle-cloud-agent"),
            known("aliyun-service", "aliyun", "usr/sbin/aliyun-service", "aliyun"),
            known("afterburn", "cloud", "usr/bin/afterburn", "afterburn"),
            known("ignition", "cloud", "usr/lib/dracut/modules.d/30ignition/ignition", "ignition"),
            known("docker", RUNTIME, "usr/bin/dockerd", "docker"),
            known("podman", RUNTIME, "usr/bin/podman", "podman"),
            known("containerd", RUNTIME, "usr/bin/containerd", "containerd"),
            known("cri-o", RUNTIME, "usr/bin/crio", "crio", "cri-o"),
            known("kubelet", RUNTIME, "usr/bin/kubelet", "kubelet"),
            known("k3s", RUNTIME, "usr/local/bin/k3s", "k3s", "k3s-agent"),
            known("lxc", RUNTIME, "usr/bin/lxc-start", "lxc"),
            known("lxd", RUNTIME, "usr/bin/lxd", "lxd"),
            known("incus", RUNTIME, "usr/bin/incusd", "incus"));

    private final SystemdUnits units;

    ComponentsRule(SystemdUnits units) {
        this.units = units;
    }

    private static Known known(String name, String platform, String program, String... services) {
        return new Known(name, platform, program, List.of(services));
    }

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String last = "";
        for (Known each : ALL) {
            String found = found(each, files);
            if (found == null || each.name.equals(last)) {
                continue;
            }
            last = each.name;
            Component component = new Component(each.name, each.platform, state(each, findings), "/" + found);
            if (each.platform.equals(RUNTIME)) {
                findings.configuration().addContainerRuntime(component);
            } else {
                findings.configuration().addGuestAgent(component);
            }
        }
    }

    /** A program on the way that all distributions have, or where Debian's and others' old layout has it. */
    private static @Nullable String found(Known each, GuestFiles files) throws IOException {
        String program = each.program;
        if (files.exists(program)) {
            return program;
        }
        String old = program.startsWith("usr/sbin/") || program.startsWith("usr/bin/") ? program.substring(4) : "";
        return !old.isEmpty() && files.exists(old) ? old : null;
    }

    private Optional<String> state(Known each, Findings findings) throws IOException {
        for (String service : each.services) {
            String state = units.state(service + ".service");
            if (state != null) {
                return Optional.of(state.equals("alias") ? aliased(service) : state);
            }
            for (Service other : findings.services()) {
                if (other.name().equals(service)) {
                    return Optional.of(other.state());
                }
            }
        }
        return Optional.empty();
    }

    private String aliased(String service) throws IOException {
        String alias = units.aliasOf(service + ".service");
        String state = alias == null ? null : units.state(alias);
        return state == null ? "alias" : state;
    }
}
