package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.ShellAssignments;
import io.guestkit.inspect.parse.TextLines;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The name that the guest gives itself when it starts. */
final class HostnameRule implements Rule {

    /** Files with nothing but the name: everybody's, then that of old SUSE and of Slackware. */
    private static final String[] NAMES = {"etc/hostname", "etc/HOSTNAME", "nix/var/nix/profiles/system/etc/hostname"};

    /** Files with shell variables: Red Hat before systemd, OpenRC, Arch before systemd. */
    private static final String[] VARIABLES = {"etc/sysconfig/network", "etc/conf.d/hostname", "etc/rc.conf"};

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String path : NAMES) {
            String text = files.text(path);
            List<String> lines = text == null ? List.of() : TextLines.of(text);
            if (!lines.isEmpty()) {
                findings.tell(Fact.HOSTNAME, lines.getFirst(), "/" + path);
                return;
            }
        }
        for (String path : VARIABLES) {
            String name = variable(files.text(path));
            if (name != null && !name.isBlank()) {
                findings.tell(Fact.HOSTNAME, name.strip(), "/" + path);
                return;
            }
        }
    }

    private static @Nullable String variable(@Nullable String text) {
        for (var assignment : text == null
                ? List.<java.util.Map.Entry<String, String>>of()
                : ShellAssignments.parse(text).entrySet()) {
            if (assignment.getKey().equalsIgnoreCase("HOSTNAME")) {
                return assignment.getValue();
            }
        }
        return null;
    }
}
