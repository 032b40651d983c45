package io.guestkit.inspect.boot;

import io.guestkit.inspect.boot.BootMenu.Choice;
import io.guestkit.inspect.parse.GrubScript;
import io.guestkit.inspect.parse.LegacyGrubMenu;
import io.guestkit.inspect.report.BootEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Menus of GRUB, version 2 and before. */
final class GrubMenus {

    private static final String[] SCRIPTS = {
        "boot/grub2/grub.cfg", "boot/grub/grub.cfg", "grub2/grub.cfg", "grub/grub.cfg"
    };
    private static final String[] LISTS = {"boot/grub/grub.conf", "boot/grub/menu.lst"};

    private GrubMenus() {}

    /** @return null if there is no grub.cfg with anything in it */
    static @Nullable BootMenu script(BootFiles files) throws IOException {
        for (BootFile file : scripts(files)) {
            String text = file.files().text(file.path());
            if (text == null || text.isBlank()) {
                continue;
            }
            Map<String, String> environment = environment(files, file);
            GrubScript script = withBlocks(files, file, text, environment);
            List<Choice> choices = new ArrayList<>();
            List<GrubScript.Entry> entries = new ArrayList<>();
            if (script.usesBls()) {
                Map<String, String> variables = new HashMap<>(script.variables());
                variables.putAll(environment);
                choices.addAll(BlsMenus.entries(files, "grub2", variables));
            }
            int shown = choices.size();
            for (GrubScript.Entry entry : script.entries()) {
                entries.add(entry);
                choices.add(new Choice(entry(entry, file), null));
            }
            if (choices.isEmpty()) {
                continue; // such as one that only leads to another one
            }
            return chosen(file, script, environment, choices, shown, entries);
        }
        return null;
    }

    /** The script; read once more with what is in the files of variables that it loads. */
    private static GrubScript withBlocks(BootFiles files, BootFile file, String text, Map<String, String> environment)
            throws IOException {
        GrubScript script = GrubScript.parse(text, environment);
        Map<String, String> more = new HashMap<>();
        for (String path : script.blocks()) {
            BootFile block = files.find(path, file);
            String variables = block == null ? null : block.files().text(block.path());
            more.putAll(GrubScript.environment(variables == null ? "" : variables));
        }
        if (more.isEmpty()) {
            return script;
        }
        more.putAll(environment);
        return GrubScript.parse(text, more);
    }

    private static List<BootFile> scripts(BootFiles files) throws IOException {
        List<BootFile> scripts = files.all(SCRIPTS);
        for (BootFile top : files.tops()) {
            for (String path : new String[] {"grub2/grub.cfg", "grub/grub.cfg"}) {
                if (top.files().isFile(top.path() + path)) {
                    scripts.add(BootFiles.below(top, path));
                }
            }
            for (String directory : top.files().names(top.path() + "EFI")) {
                String path = "EFI/" + directory + "/grub.cfg";
                if (top.files().isFile(top.path() + path)) {
                    scripts.add(BootFiles.below(top, path));
                }
            }
        }
        return scripts;
    }

    /** What grub-editenv keeps, in the script's own directory or where the others are. */
    private static Map<String, String> environment(BootFiles files, BootFile script) throws IOException {
        String beside = script.path().substring(0, script.path().lastIndexOf('/') + 1) + "grubenv";
        String text = script.files().text(beside);
        for (String path : new String[] {"boot/grub2/grubenv", "boot/grub/grubenv"}) {
            text = text == null ? files.guest().text(path) : text;
        }
        return text == null ? Map.of() : GrubScript.environment(text);
    }

    private static BootEntry entry(GrubScript.Entry entry, BootFile file) {
        return new BootEntry(
                entry.path(),
                Optional.ofNullable(entry.idPath() == null ? entry.id() : entry.idPath()),
                "grub2",
                Optional.ofNullable(entry.kernel()),
                entry.initramfs(),
                entry.options().isEmpty() ? Optional.empty() : Optional.of(entry.options()),
                false,
                file.shown() + ":" + entry.line());
    }

    private static BootMenu chosen(
            BootFile file,
            GrubScript script,
            Map<String, String> environment,
            List<Choice> choices,
            int shown,
            List<GrubScript.Entry> entries) {
        String value = "0";
        String why = "the first entry, since nothing is set";
        for (GrubScript.Default each : script.defaults()) {
            if (!each.value().isEmpty() && !each.value().startsWith("${")) {
                value = each.value();
                why = "default is %s (line %d)".formatted(value, each.line());
            }
        }
        String once = environment.getOrDefault("next_entry", "");
        if (!once.isEmpty()) {
            value = once;
            why = "next_entry of grubenv is " + once + ", for one start only";
        }
        int index = find(value, choices, shown, entries);
        if (index < 0) {
            return new BootMenu("grub2", file, choices, 0, why + ", which is no entry: the first one starts");
        }
        return new BootMenu("grub2", file, choices, index, why);
    }

    /** @param shown how many choices come before those of the script */
    private static int find(String value, List<Choice> choices, int shown, List<GrubScript.Entry> entries) {
        for (int i = 0; i < shown; i++) {
            BootEntry entry = choices.get(i).entry();
            if (value.equals(Integer.toString(i))
                    || entry.id().orElse("").equals(value)
                    || entry.title().equals(value)) {
                return i;
            }
        }
        for (int i = 0; i < entries.size(); i++) {
            GrubScript.Entry entry = entries.get(i);
            if (position(entry.position(), shown).equals(value)
                    || entry.path().equals(value)
                    || value.equals(entry.id())
                    || value.equals(entry.idPath())
                    || entry.title().equals(value)) {
                return shown + i;
            }
        }
        for (int i = 0; i < entries.size(); i++) { // a submenu: its first entry
            GrubScript.Entry entry = entries.get(i);
            if (position(entry.position(), shown).startsWith(value + ">")
                    || entry.path().startsWith(value + ">")
                    || entry.idPath() != null && entry.idPath().startsWith(value + ">")) {
                return shown + i;
            }
        }
        return -1;
    }

    private static String position(String position, int shown) {
        int end = position.indexOf('>');
        String first = end < 0 ? position : position.substring(0, end);
        return (Integer.parseInt(first) + shown) + (end < 0 ? "" : position.substring(end));
    }

    /** @return null if there is no menu.lst */
    static @Nullable BootMenu legacy(BootFiles files) throws IOException {
        List<BootFile> lists = files.all(LISTS);
        for (BootFile top : files.tops()) { // where RHEL 6 has it for EFI
            for (String directory : top.files().names(top.path() + "EFI")) {
                String path = "EFI/" + directory + "/grub.conf";
                if (top.files().isFile(top.path() + path)) {
                    lists.add(BootFiles.below(top, path));
                }
            }
        }
        for (BootFile file : lists) {
            String text = file.files().text(file.path());
            LegacyGrubMenu menu = LegacyGrubMenu.parse(text == null ? "" : text);
            if (menu.entries().isEmpty()) {
                continue;
            }
            List<Choice> choices = new ArrayList<>();
            for (LegacyGrubMenu.Entry entry : menu.entries()) {
                choices.add(new Choice(
                        new BootEntry(
                                entry.title(),
                                Optional.empty(),
                                "grub",
                                Optional.ofNullable(entry.kernel()),
                                entry.initramfs(),
                                entry.options().isEmpty() ? Optional.empty() : Optional.of(entry.options()),
                                false,
                                file.shown() + ":" + entry.line()),
                        null));
            }
            int number = menu.fallbackDefault();
            boolean there = number >= 0 && number < choices.size();
            String why = number < 0
                    ? "the entry that was saved is not known: the first one is looked at"
                    : "default is " + number + (there ? "" : ", which is no entry: the first one is looked at");
            return new BootMenu("grub", file, choices, there ? number : 0, why);
        }
        return null;
    }
}
