package io.guestkit.inspect.config;

import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Services of OpenRC: scripts in /etc/init.d, started by links in the run levels. */
final class OpenRcRule implements Rule {

    private static final List<String> NO_SERVICES = List.of("functions.sh", "depscan.sh", "runscript.sh");

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        if (!findings.is(Fact.INIT_SYSTEM, "openrc")) {
            return;
        }
        Map<String, TreeSet<String>> started = new TreeMap<>();
        for (String level : files.names("etc/runlevels")) {
            for (String name : files.names("etc/runlevels/" + level)) {
                started.computeIfAbsent(name, service -> new TreeSet<>()).add(level);
            }
        }
        for (String name : files.names("etc/init.d")) {
            if (!NO_SERVICES.contains(name) && !name.endsWith(".sh")) {
                List<String> levels = List.copyOf(started.getOrDefault(name, new TreeSet<>()));
                started.remove(name);
                add(name, levels, "/etc/init.d/" + name, findings);
            }
        }
        for (Map.Entry<String, TreeSet<String>> rest : started.entrySet()) {
            String level = rest.getValue().first();
            add(rest.getKey(), List.copyOf(rest.getValue()), "/etc/runlevels/" + level + "/" + rest.getKey(), findings);
        }
    }

    private static void add(String name, List<String> levels, String source, Findings findings) {
        findings.add(new Service(
                name,
                "openrc",
                levels.isEmpty() ? "disabled" : "enabled",
                Optional.empty(),
                Optional.empty(),
                levels,
                source));
    }
}
