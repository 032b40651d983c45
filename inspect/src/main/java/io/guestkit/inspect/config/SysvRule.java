package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.rule.ConfigurationDraft.Topic;
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

/**
 * Scripts in /etc/init.d and the links {@code S20name} of the run levels: of System V's init, of upstart, and of systemd
 * for what has no unit of its own.
 */
final class SysvRule implements Rule {

    private static final String[] SCRIPTS = {"etc/init.d", "etc/rc.d/init.d"};

    /** Run levels in which a machine works, and that of the start itself. */
    private static final String[] LEVELS = {"S", "1", "2", "3", "4", "5"};

    private static final List<String> NO_SERVICES = List.of(
            "rc", "rcS", "functions", "README", "skeleton", "halt", "single", "reboot", "killall", "netconsole");

    private final SystemdUnits units;

    SysvRule(SystemdUnits units) {
        this.units = units;
    }

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        if (findings.is(Fact.INIT_SYSTEM, "openrc")) {
            return; // its scripts are in the same directory
        }
        Map<String, TreeSet<String>> started = new TreeMap<>();
        for (String level : LEVELS) {
            for (String directory : new String[] {"etc/rc" + level + ".d", "etc/rc.d/rc" + level + ".d"}) {
                for (String link : files.names(directory)) {
                    if (isStart(link)) {
                        started.computeIfAbsent(link.substring(3), name -> new TreeSet<>())
                                .add(level);
                    }
                }
            }
        }
        TreeSet<String> seen = new TreeSet<>();
        for (String directory : SCRIPTS) {
            for (String name : files.names(directory)) {
                boolean hasUnit = units.paths().containsKey(name + ".service")
                        || units.paths().containsKey(withoutEnding(name) + ".service");
                String path = directory + "/" + name;
                if (hasUnit || name.startsWith(".") || NO_SERVICES.contains(name) || !files.isFile(path)) {
                    continue;
                }
                if (seen.add(name)) {
                    List<String> levels = List.copyOf(started.getOrDefault(name, new TreeSet<>()));
                    findings.add(new Service(
                            name,
                            "sysv",
                            levels.isEmpty() ? "disabled" : "enabled",
                            Optional.empty(),
                            Optional.empty(),
                            levels,
                            "/" + path));
                }
            }
        }
        tellRunLevel(files, findings);
    }

    private static String withoutEnding(String name) {
        return name.endsWith(".sh") ? name.substring(0, name.length() - 3) : name;
    }

    private static boolean isStart(String link) {
        return link.length() > 3
                && link.charAt(0) == 'S'
                && Character.isDigit(link.charAt(1))
                && Character.isDigit(link.charAt(2));
    }

    private static void tellRunLevel(GuestFiles files, Findings findings) throws IOException {
        if (findings.is(Fact.INIT_SYSTEM, "systemd")) {
            return; // systemd does not read inittab
        }
        String text = files.text("etc/inittab");
        for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
            String[] fields = line.text().split(":", -1);
            if (fields.length >= 3 && fields[2].equals("initdefault")) {
                findings.configuration().tell(Topic.DEFAULT_TARGET, fields[1], "/etc/inittab:" + line.number());
            }
        }
    }
}
