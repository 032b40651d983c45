package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.ShellAssignments;
import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.rule.ConfigurationDraft.Topic;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.Locale;

/** SELinux and AppArmor as configured; the kernel's command line may say otherwise. */
final class SecurityRule implements Rule {

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String path : new String[] {"etc/selinux/config", "etc/sysconfig/selinux"}) {
            String text = files.text(path);
            String mode = text == null ? null : ShellAssignments.parse(text).get("SELINUX");
            findings.configuration()
                    .tell(Topic.SELINUX, mode == null ? null : mode.toLowerCase(Locale.ROOT), "/" + path + " SELINUX");
        }
        if (!files.exists("sbin/apparmor_parser") && !files.exists("usr/sbin/apparmor_parser")) {
            return;
        }
        for (Service service : findings.services()) {
            if (service.name().equals("apparmor.service") || service.name().equals("apparmor")) {
                boolean enabled = service.state().equals("enabled")
                        || !service.startedBy().isEmpty();
                boolean masked = service.state().equals("masked");
                findings.configuration()
                        .tell(Topic.APPARMOR, enabled && !masked ? "enabled" : "disabled", service.source());
            }
        }
    }
}
