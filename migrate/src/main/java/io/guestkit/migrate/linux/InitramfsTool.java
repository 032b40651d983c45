package io.guestkit.migrate.linux;

import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.migrate.fix.Draft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a guest makes its initramfs with, and how that is told of modules which it would leave out. */
enum InitramfsTool {
    /** Debian, Ubuntu. */
    UPDATE_INITRAMFS("update-initramfs", "/etc/initramfs-tools/modules") {
        @Override
        List<String> command(String kernel, String path) {
            return List.of("update-initramfs", "-u", "-k", kernel);
        }

        @Override
        void configure(Draft draft, List<String> modules, String reason, List<String> evidence) throws IOException {
            String file = configuration();
            String text = draft.text(file);
            StringBuilder now = new StringBuilder(text == null ? "" : text);
            if (!now.isEmpty() && now.charAt(now.length() - 1) != '\n') {
                now.append('\n');
            }
            for (String module : modules) {
                boolean there = text != null
                        && text.lines().anyMatch(line -> line.strip().equals(module));
                if (!there) {
                    now.append(module).append('\n');
                }
            }
            draft.write(file, now.toString(), 0644, reason, evidence);
        }
    },
    /** Fedora, RHEL, SUSE, and all others that have it. */
    DRACUT("dracut", "/etc/dracut.conf.d/90-guestkit-virtio.conf") {
        @Override
        List<String> command(String kernel, String path) {
            return List.of("dracut", "--force", path, kernel); // that of RHEL 6 has no --kver
        }

        @Override
        void configure(Draft draft, List<String> modules, String reason, List<String> evidence) throws IOException {
            draft.write(
                    configuration(), "add_drivers+=\" " + String.join(" ", modules) + " \"\n", 0644, reason, evidence);
        }
    },
    /** Arch and its relatives. */
    MKINITCPIO("mkinitcpio", "/etc/mkinitcpio.conf") {
        @Override
        List<String> command(String kernel, String path) {
            return List.of("mkinitcpio", "-k", kernel, "-g", path);
        }

        @Override
        void configure(Draft draft, List<String> modules, String reason, List<String> evidence) throws IOException {
            String file = configuration();
            String text = draft.text(file);
            Matcher matcher = MODULES.matcher(text == null ? "" : text);
            if (text == null || !matcher.find()) {
                draft.note(file + " has no line with MODULES: the next initramfs of the guest lacks "
                        + String.join(", ", modules));
                return;
            }
            List<String> all = new ArrayList<>(List.of(matcher.group(2).strip().split("\\s+")));
            all.removeIf(String::isEmpty);
            for (String module : modules) {
                if (!all.contains(module)) {
                    all.add(module);
                }
            }
            String line = matcher.group(1) + "(" + String.join(" ", all) + ")";
            draft.edit(file, matcher.replaceFirst(Matcher.quoteReplacement(line)), reason, evidence);
        }
    },
    /** ALT. */
    MAKE_INITRD("make-initrd", "/etc/initrd.mk") {
        @Override
        List<String> command(String kernel, String path) {
            return List.of("make-initrd", "-k", kernel);
        }

        @Override
        void configure(Draft draft, List<String> modules, String reason, List<String> evidence) throws IOException {
            String file = configuration();
            String text = draft.text(file);
            String line = "MODULES_ADD += " + String.join(" ", modules) + "\n";
            if (text == null || !text.contains(line)) {
                String before = text == null || text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
                draft.write(file, (before == null ? "" : before) + line, 0644, reason, evidence);
            }
        }
    };

    private static final Pattern MODULES =
            Pattern.compile("^([ \\t]*MODULES=)[(\"']([^)\"']*)[)\"']", Pattern.MULTILINE);

    private final String program;

    private final String configuration;

    InitramfsTool(String program, String configuration) {
        this.program = program;
        this.configuration = configuration;
    }

    /** Path of the file that tells it which modules to take. */
    String configuration() {
        return configuration;
    }

    /** The one that the guest has, null if it has none that is known. */
    static @Nullable InitramfsTool of(GuestFiles files) throws IOException {
        for (InitramfsTool tool : values()) {
            for (String directory : new String[] {"usr/sbin/", "sbin/", "usr/bin/", "bin/"}) {
                if (files.isFile(directory + tool.program)) {
                    return tool;
                }
            }
        }
        return null;
    }

    /** How it makes one initramfs anew. */
    abstract List<String> command(String kernel, String path);

    /** Lets all that it makes later on have the modules, too. */
    abstract void configure(Draft draft, List<String> modules, String reason, List<String> evidence) throws IOException;
}
