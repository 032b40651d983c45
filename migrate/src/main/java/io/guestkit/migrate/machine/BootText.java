package io.guestkit.migrate.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the text on a console tells of how far a guest is. */
final class BootText {

    private BootText() {}

    /** What tells of the end, anywhere in a line, in lower case; and what it means. */
    private static final List<String[]> ENDS = List.of(
            new String[] {"kernel panic - not syncing", "the kernel panicked"},
            new String[] {"gave up waiting for root", "the initramfs did not find the root"},
            new String[] {"you are in emergency mode", "systemd stopped in emergency mode"},
            new String[] {"entering emergency mode", "systemd stopped in emergency mode"},
            new String[] {"dracut-emergency", "the initramfs did not find the root"},
            new String[] {"no bootable device", "the firmware found nothing to start"},
            new String[] {"no bootable option or device was found", "the firmware found nothing to start"},
            new String[] {"uefi interactive shell", "the firmware found nothing to start, and started its shell"},
            new String[] {"bootmgr is missing", "Windows' boot manager is not there"},
            new String[] {"ntldr is missing", "Windows' boot manager is not there"});

    /** What tells of the end as the beginning of the last line: something waits for commands. */
    private static final List<String[]> PROMPTS = List.of(
            new String[] {"(initramfs)", "the initramfs started a shell"},
            new String[] {"dracut:/#", "the initramfs started a shell"},
            new String[] {"grub>", "the boot loader waits for commands"},
            new String[] {"grub rescue>", "the boot loader did not find its files"},
            new String[] {"shell>", "the firmware found nothing to start, and started its shell"});

    /** What asks for the passphrase of an encrypted disk, anywhere in the last line that is not the kernel's. */
    private static final List<String> PASSPHRASES = List.of(
            "please unlock disk ", // cryptsetup in an initramfs of Debian
            "please enter passphrase for disk ", // systemd, dracut
            "enter passphrase for "); // GRUB

    /** The line by which the guest shows that it is up, or null. */
    static @Nullable String success(List<String> lines) {
        for (String line : lines) {
            String text = line.toLowerCase(Locale.ROOT);
            if (text.contains("reached target")
                    && (text.contains("multi-user")
                            || text.contains("graphical interface")
                            || text.contains("graphical.target"))) {
                return line;
            }
        }
        for (String line : lines) {
            // the kernel may say something behind a prompt
            if (line.endsWith(" login:") || line.contains(" login: [")) {
                return line;
            }
        }
        return null;
    }

    /** The lines without what the kernel says of the keys that are pressed for the test. */
    static List<String> withoutKeys(List<String> lines) {
        List<String> others = new ArrayList<>(lines.size());
        for (String line : lines) {
            int said = line.indexOf("] sysrq: ");
            String rest = said < 0
                    ? line
                    : line.substring(0, Math.max(0, line.lastIndexOf('[', said)))
                            .strip();
            if (!rest.isEmpty() && !rest.endsWith("Emergency Sync complete")) {
                others.add(rest);
            }
        }
        return others;
    }

    /** Why the guest will not come up, or null. */
    static @Nullable String end(List<String> lines) {
        for (String line : lines) {
            String text = line.toLowerCase(Locale.ROOT);
            for (String[] end : ENDS) {
                if (text.contains(end[0])) {
                    return end[1] + more(lines, line);
                }
            }
        }
        String last = lines.isEmpty() ? "" : lines.getLast().toLowerCase(Locale.ROOT);
        for (String[] prompt : PROMPTS) {
            if (last.startsWith(prompt[0])) {
                return prompt[1] + more(lines, "");
            }
        }
        String asked = passphraseAsked(lines);
        return asked == null
                ? null
                : "the guest waits for a passphrase, which is not typed for it; up to there it has started: " + asked;
    }

    private static @Nullable String passphraseAsked(List<String> lines) {
        for (String line : lines.reversed()) {
            if (isOfKernel(line)) {
                continue; // the kernel may say something behind a prompt
            }
            String text = line.toLowerCase(Locale.ROOT);
            for (String words : PASSPHRASES) {
                if (text.contains(words)) {
                    return line;
                }
            }
            return null;
        }
        return null;
    }

    /** Whether a line begins with a time as in {@code [    1.234567]}, other than {@code [  OK  ]} of systemd. */
    private static boolean isOfKernel(String line) {
        int end = line.startsWith("[") ? line.indexOf(']') : -1;
        for (int i = 1; i < end; i++) {
            char c = line.charAt(i);
            if (c != ' ' && c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return end > 0;
    }

    /** What says more of the same: the alert of an initramfs, or the line itself. */
    private static String more(List<String> lines, String line) {
        for (String each : lines) {
            if (each.startsWith("ALERT!")) {
                return ": " + each;
            }
        }
        return line.isEmpty() ? "" : ": " + line;
    }
}
