package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * menu.lst of GRUB before version 2.
 *
 * @param fallbackDefault the number after {@code default}; 0 if there is none; -1 for {@code saved}
 */
public record LegacyGrubMenu(List<Entry> entries, int fallbackDefault) {

    public LegacyGrubMenu {
        entries = List.copyOf(entries);
    }

    /** @param line of its title */
    public record Entry(String title, @Nullable String kernel, List<String> initramfs, String options, int line) {

        public Entry {
            initramfs = List.copyOf(initramfs);
        }
    }

    public static LegacyGrubMenu parse(String text) {
        List<Entry> entries = new ArrayList<>();
        int first = 0;
        String title = null;
        int line = 0;
        String kernel = null;
        String options = "";
        List<String> initramfs = new ArrayList<>();
        for (NumberedLines.Line each : NumberedLines.of(text)) {
            int space = firstSeparator(each.text());
            String keyword = each.text().substring(0, space);
            String rest = each.text()
                    .substring(Math.min(space + 1, each.text().length()))
                    .strip();
            switch (keyword) {
                case "default" -> first = number(rest);
                case "title" -> {
                    if (title != null) {
                        entries.add(new Entry(title, kernel, initramfs, options, line));
                    }
                    title = rest;
                    line = each.number();
                    kernel = null;
                    options = "";
                    initramfs.clear();
                }
                case "kernel" -> {
                    List<String> words = new ArrayList<>(Fstab.fields(rest, 0, rest.length()));
                    while (!words.isEmpty() && words.getFirst().startsWith("--")) {
                        words.removeFirst();
                    }
                    kernel = words.isEmpty() ? null : words.getFirst();
                    options = words.isEmpty() ? "" : String.join(" ", words.subList(1, words.size()));
                }
                case "module" -> { // of Xen, whose hypervisor stands where the kernel does: kernel, then initramfs
                    List<String> words = Fstab.fields(rest, 0, rest.length());
                    if (!words.isEmpty() && kernel != null && isHypervisor(kernel)) {
                        kernel = words.getFirst();
                        options = String.join(" ", words.subList(1, words.size()));
                    } else if (!words.isEmpty()) {
                        initramfs.add(words.getFirst());
                    }
                }
                case "initrd" -> initramfs.addAll(Fstab.fields(rest, 0, rest.length()));
                default -> {}
            }
        }
        if (title != null) {
            entries.add(new Entry(title, kernel, initramfs, options, line));
        }
        return new LegacyGrubMenu(entries, first);
    }

    private static boolean isHypervisor(String path) {
        return path.startsWith("xen", path.lastIndexOf('/') + 1);
    }

    private static int firstSeparator(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ' ' || line.charAt(i) == '\t' || line.charAt(i) == '=') {
                return i;
            }
        }
        return line.length();
    }

    private static int number(String text) {
        return text.equals("saved") ? -1 : (int) Math.max(0, Passwd.id(text));
    }
}
