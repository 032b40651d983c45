package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.IniFile;
import io.guestkit.inspect.parse.SystemdPresets;
import io.guestkit.inspect.report.ScheduledTask;
import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.rule.ConfigurationDraft.Topic;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Services, sockets, paths and timers of systemd, and the target that it starts. */
final class SystemdRule implements Rule {

    private static final String[] DEFAULT_TARGETS = {
        "etc/systemd/system/default.target",
        "usr/local/lib/systemd/system/default.target",
        "lib/systemd/system/default.target",
        "usr/lib/systemd/system/default.target",
    };

    private static final String[] KINDS = {".service", ".socket", ".timer", ".path"};

    private final SystemdUnits units;

    SystemdRule(SystemdUnits units) {
        this.units = units;
    }

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        SystemdPresets presets = units.presets();
        for (Map.Entry<String, String> unit : units.paths().entrySet()) {
            String name = unit.getKey();
            if (!isReported(name)) {
                continue;
            }
            try {
                String state = units.state(name);
                if (state == null) {
                    continue;
                }
                findings.add(new Service(
                        name,
                        "systemd",
                        state,
                        state.equals("enabled") || state.equals("disabled")
                                ? Optional.of(presets.of(name))
                                : Optional.empty(),
                        Optional.ofNullable(units.aliasOf(name)),
                        units.startedBy(name),
                        "/" + unit.getValue()));
                if (name.endsWith(".timer") && !state.equals("alias")) {
                    addTimer(name, state, unit.getValue(), findings);
                }
            } catch (IOException e) {
                findings.doubt("/" + unit.getValue(), LinuxRules.describe(e)); // the other units are right without it
            }
        }
        tellDefaultTarget(files, findings);
    }

    private static boolean isReported(String name) {
        for (String kind : KINDS) {
            if (name.endsWith(kind)) {
                return true;
            }
        }
        return false;
    }

    private void addTimer(String name, String state, String path, Findings findings) throws IOException {
        IniFile file = units.file(name);
        if (file == null) {
            return;
        }
        List<String> schedule = new ArrayList<>();
        String unit = name.substring(0, name.length() - ".timer".length()) + ".service";
        for (IniFile.Section section : file.sections()) {
            if (section.name().equals("Timer")) {
                for (IniFile.Entry entry : section.entries()) {
                    if (entry.key().startsWith("On") && !entry.value().isEmpty()) {
                        schedule.add(entry.key() + "=" + entry.value());
                    }
                }
                String other = section.value("Unit");
                unit = other == null ? unit : other;
            }
        }
        findings.add(new ScheduledTask(
                "timer",
                name,
                String.join("; ", schedule),
                Optional.empty(),
                unit,
                state.equals("enabled") || !units.startedBy(name).isEmpty() && !state.equals("masked"),
                "/" + path));
    }

    /** A link to the target; one on the kernel's command line would be stronger. */
    private static void tellDefaultTarget(GuestFiles files, Findings findings) throws IOException {
        for (String path : DEFAULT_TARGETS) {
            String target = files.linkTarget(path);
            if (target != null) {
                tell(target.substring(target.lastIndexOf('/') + 1), path, findings);
                return;
            }
        }
    }

    private static void tell(@Nullable String target, String path, Findings findings) {
        findings.configuration().tell(Topic.DEFAULT_TARGET, target, "/" + path);
    }
}
