package io.guestkit.inspect.config;

import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Services of runit: directories in /etc/sv, started by links in the default run level. */
final class RunitRule implements Rule {

    private static final String DEFAULT = "etc/runit/runsvdir/default";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        if (!findings.is(Fact.INIT_SYSTEM, "runit")) {
            return;
        }
        List<String> started = files.names(DEFAULT);
        for (String name : files.names("etc/sv")) {
            boolean enabled = started.contains(name) && !files.isFile("etc/sv/" + name + "/down");
            findings.add(new Service(
                    name,
                    "runit",
                    enabled ? "enabled" : "disabled",
                    Optional.empty(),
                    Optional.empty(),
                    enabled ? List.of("default") : List.of(),
                    "/etc/sv/" + name));
        }
    }
}
