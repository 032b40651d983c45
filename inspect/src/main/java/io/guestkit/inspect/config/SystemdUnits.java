package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.IniFile;
import io.guestkit.inspect.parse.SystemdPresets;
import io.guestkit.inspect.rule.GuestFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The units of a guest's systemd and the state of each, systemd.unit(5) and {@code systemctl is-enabled}: of several
 * files of one name that in the first directory counts; a link to /dev/null or an empty file masks; a link in
 * /etc/systemd/system that {@code [Install]} may have made enables.
 *
 * <p>Not here: {@code /run}, which is empty when a guest is off, and units that generators make when it starts.
 */
final class SystemdUnits {

    /** Where an administrator's files are. */
    private static final String CONFIGURED = "etc/systemd/system";

    private static final String[] DIRECTORIES = {
        CONFIGURED, "usr/local/lib/systemd/system", "lib/systemd/system", "usr/lib/systemd/system",
    };

    private static final String[] PRESETS = {
        "etc/systemd/system-preset",
        "usr/local/lib/systemd/system-preset",
        "lib/systemd/system-preset",
        "usr/lib/systemd/system-preset",
    };

    private static final int MAX_ALIASES = 16;
    private static final String[] SUFFIXES = {
        ".service",
        ".socket",
        ".target",
        ".timer",
        ".path",
        ".mount",
        ".slice",
        ".scope",
        ".swap",
        ".automount",
        ".device"
    };

    private final GuestFiles files;
    private @Nullable Map<String, String> paths;
    /** Unit by unit: the directories .wants and .requires with a link of its name. */
    private final Map<String, TreeSet<String>> startedBy = new HashMap<>();
    /** The same, of links below {@link #CONFIGURED} only. */
    private final Map<String, TreeSet<String>> enabledBy = new HashMap<>();
    /** Links in {@link #CONFIGURED} itself: name to target. */
    private final Map<String, String> configuredLinks = new TreeMap<>();

    SystemdUnits(GuestFiles files) {
        this.files = files;
    }

    /** Every unit by name, with the path of the file that counts. */
    Map<String, String> paths() throws IOException {
        if (paths != null) {
            return paths;
        }
        Map<String, String> found = new TreeMap<>();
        for (String directory : DIRECTORIES) {
            for (String name : files.names(directory)) {
                String path = directory + "/" + name;
                if (isUnit(name)) {
                    if (directory.equals(CONFIGURED)) {
                        String target = files.linkTarget(path);
                        if (target != null) {
                            configuredLinks.put(name, target);
                        }
                    }
                    found.putIfAbsent(name, path);
                } else if (name.endsWith(".wants") || name.endsWith(".requires")) {
                    addLinks(directory, name);
                }
            }
        }
        paths = found;
        return found;
    }

    private void addLinks(String directory, String name) throws IOException {
        String starter = name.substring(0, name.lastIndexOf('.'));
        for (String unit : files.names(directory + "/" + name)) {
            startedBy.computeIfAbsent(unit, u -> new TreeSet<>()).add(starter);
            if (directory.equals(CONFIGURED)) {
                enabledBy.computeIfAbsent(unit, u -> new TreeSet<>()).add(starter);
            }
        }
    }

    static boolean isUnit(String name) {
        for (String suffix : SUFFIXES) {
            if (name.endsWith(suffix) && name.length() > suffix.length()) {
                return true;
            }
        }
        return false;
    }

    /** The units that a link lets start a unit, sorted. */
    List<String> startedBy(String unit) throws IOException {
        paths();
        TreeSet<String> starters = startedBy.get(unit);
        return starters == null ? List.of() : List.copyOf(starters);
    }

    /** The unit that an alias stands for; null if it is none. */
    @Nullable
    String aliasOf(String unit) throws IOException {
        String name = unit;
        for (int i = 0; i < MAX_ALIASES; i++) {
            String path = paths().get(name);
            String target = path == null ? null : files.linkTarget(path);
            String next = target == null ? null : target.substring(target.lastIndexOf('/') + 1);
            if (next == null || next.equals(name) || !isUnit(next)) {
                break;
            }
            name = next;
        }
        return name.equals(unit) ? null : name;
    }

    /** The word of {@code systemctl is-enabled}, or null if there is no such unit. */
    @Nullable
    String state(String unit) throws IOException {
        String path = paths().get(unit);
        if (path == null) {
            return null;
        }
        String target = files.linkTarget(path);
        if (isMask(path, target)) {
            return "masked";
        }
        String alias = aliasOf(unit);
        if (alias != null) {
            // an instance is a link to its template, and set up on its own
            return isInstanceOf(unit, alias) ? instanceState(unit, path) : "alias";
        }
        List<IniFile.Section> install = install(unit, path);
        List<String> aliases = words(install, "Alias");
        String defaultInstance = last(install, "DefaultInstance");
        if (isEnabled(unit, aliases, defaultInstance)) {
            return "enabled";
        }
        boolean linked = path.startsWith(CONFIGURED) && target != null;
        if (linked) {
            return "linked";
        }
        boolean rules = !aliases.isEmpty()
                || !words(install, "WantedBy").isEmpty()
                || !words(install, "RequiredBy").isEmpty()
                || !words(install, "UpheldBy").isEmpty();
        if (rules) {
            return "disabled";
        }
        return words(install, "Also").isEmpty() ? "static" : "indirect";
    }

    private String instanceState(String unit, String path) {
        return enabledBy.containsKey(unit) || path.startsWith(CONFIGURED) ? "enabled" : "static";
    }

    private boolean isMask(String path, @Nullable String target) throws IOException {
        return target == null ? files.size(path) == 0 : target.equals("/dev/null");
    }

    private boolean isEnabled(String unit, List<String> aliases, @Nullable String defaultInstance) {
        if (enabledBy.containsKey(unit)) {
            return true;
        }
        int at = unit.indexOf("@.");
        if (at >= 0 && defaultInstance != null) {
            String instance = unit.substring(0, at + 1) + defaultInstance + unit.substring(at + 1);
            if (enabledBy.containsKey(instance) || configuredLinks.containsKey(instance)) {
                return true;
            }
        }
        for (String alias : aliases) {
            String target = configuredLinks.get(alias);
            if (target != null && target.substring(target.lastIndexOf('/') + 1).equals(unit)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInstanceOf(String unit, String template) {
        int at = template.indexOf("@.");
        return at >= 0 && unit.startsWith(template.substring(0, at + 1));
    }

    /** Its sections [Install], with those of its drop-ins. */
    private List<IniFile.Section> install(String unit, String path) throws IOException {
        List<IniFile.Section> sections = new ArrayList<>();
        add(path, "Install", sections);
        for (String directory : DIRECTORIES) {
            for (String name : files.names(directory + "/" + unit + ".d")) {
                if (name.endsWith(".conf")) {
                    add(directory + "/" + unit + ".d/" + name, "Install", sections);
                }
            }
        }
        return sections;
    }

    private void add(String path, String section, List<IniFile.Section> sections) throws IOException {
        String text = files.text(path);
        for (IniFile.Section each :
                text == null ? List.<IniFile.Section>of() : IniFile.parse(text).sections()) {
            if (each.name().equals(section)) {
                sections.add(each);
            }
        }
    }

    private static List<String> words(List<IniFile.Section> sections, String key) {
        List<String> words = new ArrayList<>();
        for (IniFile.Section section : sections) {
            for (String value : section.values(key)) {
                words.addAll(List.of(value.split(" ")));
            }
        }
        return words;
    }

    private static @Nullable String last(List<IniFile.Section> sections, String key) {
        String last = null;
        for (IniFile.Section section : sections) {
            String value = section.value(key);
            last = value == null ? last : value;
        }
        return last;
    }

    /** A unit's file; null if there is none that can be parsed. */
    @Nullable
    IniFile file(String unit) throws IOException {
        String path = paths().get(unit);
        String text = path == null ? null : files.text(path);
        return text == null ? null : IniFile.parse(text);
    }

    /** What the distribution wants; files of equal names are one, the first directory's. */
    SystemdPresets presets() throws IOException {
        Map<String, String> byName = new TreeMap<>();
        for (String directory : PRESETS) {
            for (String name : files.names(directory)) {
                if (name.endsWith(".preset")) {
                    byName.putIfAbsent(name, directory + "/" + name);
                }
            }
        }
        SystemdPresets presets = new SystemdPresets();
        for (String path : byName.values()) {
            String text = files.text(path);
            presets.add(text == null ? "" : text);
        }
        return presets;
    }
}
