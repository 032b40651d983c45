package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Menus of SYSLINUX, EXTLINUX and ISOLINUX, which U-Boot reads, too. Files that they include are not followed.
 *
 * @param defaultLabel the label after {@code DEFAULT}, or of the entry with {@code MENU DEFAULT}
 */
public record SyslinuxMenu(List<Entry> entries, @Nullable String defaultLabel) {

    public SyslinuxMenu {
        entries = List.copyOf(entries);
    }

    /** @param line of its label */
    public record Entry(
            String label,
            @Nullable String title,
            @Nullable String kernel,
            List<String> initramfs,
            String options,
            int line) {

        public Entry {
            initramfs = List.copyOf(initramfs);
        }
    }

    public static SyslinuxMenu parse(String text) {
        List<Entry> entries = new ArrayList<>();
        String chosen = null;
        String label = null;
        int line = 0;
        String title = null;
        String kernel = null;
        String options = "";
        List<String> initramfs = new ArrayList<>();
        for (NumberedLines.Line each : NumberedLines.of(text)) {
            List<String> words = each.words();
            String keyword = words.getFirst().toLowerCase(Locale.ROOT);
            String rest = each.text().substring(words.getFirst().length()).strip();
            switch (keyword) {
                case "label" -> {
                    if (label != null) {
                        entries.add(entry(label, title, kernel, initramfs, options, line));
                    }
                    label = rest;
                    line = each.number();
                    title = null;
                    kernel = null;
                    options = "";
                    initramfs.clear();
                }
                case "default" -> chosen = chosen == null ? rest : chosen;
                case "kernel", "linux" -> kernel = rest;
                case "initrd" -> addNames(initramfs, rest);
                case "append" -> options = rest;
                case "menu" -> {
                    String what = words.size() > 1 ? words.get(1).toLowerCase(Locale.ROOT) : "";
                    if (what.equals("label") && label != null) {
                        title = rest.substring(5).strip().replace("^", "");
                    } else if (what.equals("default") && label != null) {
                        chosen = label;
                    }
                }
                default -> {}
            }
        }
        if (label != null) {
            entries.add(entry(label, title, kernel, initramfs, options, line));
        }
        return new SyslinuxMenu(entries, chosen);
    }

    /** The initial RAM disk may stand among the options. */
    private static Entry entry(
            String label,
            @Nullable String title,
            @Nullable String kernel,
            List<String> initramfs,
            String options,
            int line) {
        List<String> all = new ArrayList<>(initramfs);
        for (String word : Fstab.fields(options, 0, options.length())) {
            if (word.startsWith("initrd=") && initramfs.isEmpty()) {
                addNames(all, word.substring(7));
            }
        }
        return new Entry(label, title, kernel, all, options, line);
    }

    /** Several with commas between. */
    private static void addNames(List<String> list, String names) {
        for (String name : names.split(",")) {
            if (!name.isBlank()) {
                list.add(name.strip());
            }
        }
    }
}
