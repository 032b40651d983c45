package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the Boot Loader Specification, type 1: a file of {@code key value} lines.
 *
 * @param initramfs in their order
 * @param options all of them, with variables of GRUB put in
 * @param optionsLine where they stand, 0 if nowhere
 */
public record BootLoaderSpec(
        @Nullable String title,
        @Nullable String version,
        @Nullable String sortKey,
        @Nullable String kernel,
        List<String> initramfs,
        String options,
        int optionsLine) {

    public BootLoaderSpec {
        initramfs = List.copyOf(initramfs);
    }

    /** @param variables of GRUB, which Fedora's and Red Hat's entries use in their options */
    public static BootLoaderSpec parse(String text, Map<String, String> variables) {
        String title = null;
        String version = null;
        String sortKey = null;
        String kernel = null;
        List<String> initramfs = new ArrayList<>();
        List<String> options = new ArrayList<>();
        int line = 0;
        for (NumberedLines.Line each : NumberedLines.of(text)) {
            List<String> words = each.words();
            String rest = each.text().substring(words.getFirst().length()).strip();
            switch (words.getFirst()) {
                case "title" -> title = rest;
                case "version" -> version = rest;
                case "sort-key" -> sortKey = rest;
                case "linux", "efi", "uki" -> kernel = words.size() > 1 ? words.get(1) : null;
                case "initrd" -> {
                    for (String word : words.subList(1, words.size())) {
                        if (!word.startsWith("$")) { // $tuned_initrd, which is empty as a rule
                            initramfs.add(word);
                        }
                    }
                }
                case "options" -> {
                    line = line == 0 ? each.number() : line;
                    for (String word : words.subList(1, words.size())) {
                        String value = word.startsWith("$") ? variables.getOrDefault(word.substring(1), "") : word;
                        if (!value.isEmpty()) {
                            options.add(value);
                        }
                    }
                }
                default -> {}
            }
        }
        return new BootLoaderSpec(title, version, sortKey, kernel, initramfs, String.join(" ", options), line);
    }
}
