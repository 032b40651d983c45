package io.guestkit.inspect.boot;

import io.guestkit.inspect.boot.BootMenu.Choice;
import io.guestkit.inspect.parse.BootLoaderSpec;
import io.guestkit.inspect.parse.Glob;
import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.parse.VersionOrder;
import io.guestkit.inspect.report.BootEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Entries of the Boot Loader Specification, for systemd-boot and for GRUB's {@code blscfg}. */
final class BlsMenus {

    private static final String ENTRIES = "loader/entries";
    private static final int MAX_ENTRIES = 1000;

    private BlsMenus() {}

    /**
     * All type 1 entries, the newest first, as loaders show them: by the names of their files, or by sort key and version
     * where they have these.
     */
    static List<Choice> entries(BootFiles files, String loader, Map<String, String> variables) throws IOException {
        List<Found> found = new ArrayList<>();
        for (BootFile top : files.tops()) {
            for (String name : top.files().names(top.path() + ENTRIES)) {
                String path = ENTRIES + "/" + name;
                String text = name.endsWith(".conf") && found.size() < MAX_ENTRIES
                        ? top.files().text(top.path() + path)
                        : null;
                if (text != null) {
                    found.add(new Found(name, BootFiles.below(top, path), BootLoaderSpec.parse(text, variables)));
                }
            }
        }
        VersionOrder versions = new VersionOrder();
        boolean grub = loader.equals("grub2");
        Comparator<Found> order = new Comparator<>() {
            @Override
            public int compare(Found one, Found other) {
                String key = grub ? null : one.entry.sortKey();
                String otherKey = grub ? null : other.entry.sortKey();
                if ((key == null) != (otherKey == null)) {
                    return key == null ? 1 : -1;
                }
                int byKey = key == null || otherKey == null ? 0 : key.compareTo(otherKey);
                String version = one.entry.version();
                String otherVersion = other.entry.version();
                int byVersion = key == null || version == null || otherVersion == null
                        ? 0
                        : versions.compare(otherVersion, version);
                return byKey != 0 ? byKey : byVersion != 0 ? byVersion : versions.compare(other.name, one.name);
            }
        };
        found.sort(order);
        List<Choice> choices = new ArrayList<>();
        for (Found each : found) {
            choices.add(new Choice(each.toEntry(loader), null));
        }
        return choices;
    }

    private record Found(String name, BootFile file, BootLoaderSpec entry) {

        BootEntry toEntry(String loader) {
            String id = name.substring(0, name.length() - 5);
            String title = entry.title() == null ? id : entry.title();
            return new BootEntry(
                    title,
                    Optional.of(id),
                    loader,
                    Optional.ofNullable(entry.kernel()),
                    entry.initramfs(),
                    entry.options().isEmpty() ? Optional.empty() : Optional.of(entry.options()),
                    false,
                    file.shown() + (entry.optionsLine() > 0 ? ":" + entry.optionsLine() : ""));
        }
    }

    /** The menu of systemd-boot: both types of entries. Null if there are none. */
    static @Nullable BootMenu menu(BootFiles files) throws IOException {
        List<Choice> choices = new ArrayList<>(entries(files, "systemd-boot", Map.of()));
        choices.addAll(UnifiedKernels.choices(files));
        if (choices.isEmpty()) {
            return null;
        }
        BootFile configuration = null;
        String pattern = null;
        int line = 0;
        for (BootFile top : files.tops()) {
            String text = top.files().text(top.path() + "loader/loader.conf");
            if (text != null && configuration == null) {
                configuration = BootFiles.below(top, "loader/loader.conf");
                for (NumberedLines.Line each : NumberedLines.of(text)) {
                    List<String> words = each.words();
                    if (words.getFirst().equals("default") && words.size() > 1) {
                        pattern = words.get(1);
                        line = each.number();
                    }
                }
            }
        }
        BootFile file = configuration == null ? files.tops().getFirst() : configuration;
        if (pattern == null) {
            return new BootMenu("systemd-boot", file, choices, 0, "the first entry, since loader.conf names none");
        }
        if (pattern.startsWith("@")) {
            return new BootMenu(
                    "systemd-boot",
                    file,
                    choices,
                    0,
                    "default is %s (line %d), which only the firmware knows: the first entry is looked at"
                            .formatted(pattern, line));
        }
        Glob glob = new Glob(pattern);
        for (int i = 0; i < choices.size(); i++) {
            String id = choices.get(i).entry().id().orElse("");
            if (glob.matches(id) || glob.matches(id + ".conf") || glob.matches(id + ".efi")) {
                return new BootMenu(
                        "systemd-boot", file, choices, i, "default is %s (line %d)".formatted(pattern, line));
            }
        }
        return new BootMenu(
                "systemd-boot",
                file,
                choices,
                0,
                "default is %s (line %d), which fits no entry: the first one starts".formatted(pattern, line));
    }
}
