package io.guestkit.migrate.linux;

import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Consoles: those of Xen are the first serial line elsewhere; and on request there is a console and a login on the first
 * serial line. systemd makes the login by itself where the kernel's command line names the line.
 */
final class SerialConsoleRule implements FixRule {

    private static final Pattern XEN = Pattern.compile("(?<![\\w.-])console=[hx]vc0\\b");
    private static final Pattern XEN_LINE = Pattern.compile("\\b[hx]vc0\\b");
    private static final Pattern SERIAL = Pattern.compile("(?<![\\w.-])console=ttyS0\\b");
    private static final Pattern SCREEN = Pattern.compile("(?<![\\w.-])console=tty0\\b");
    private static final String GRUB_SETTINGS = "/etc/default/grub";
    private static final String GRUB_DEFAULT = "GRUB_CMDLINE_LINUX=";
    private static final String GRUB_CONSOLE = GRUB_DEFAULT + "\"console=tty0 console=ttyS0,115200\"\n";

    private static final String INITTAB = "/etc/inittab";
    private static final String SECURETTY = "/etc/securetty";
    private static final String REASON = "a console on the first serial line is wanted";
    private static final String REASON_XEN = "Xen's console is the first serial line elsewhere";

    @Override
    public String name() {
        return "serial-console";
    }

    @Override
    public Set<FixOptions.Wish> grants() {
        return Set.of(FixOptions.Wish.SERIAL_CONSOLE);
    }

    @Override
    public void plan(Draft draft) throws IOException {
        boolean wanted = draft.options().serialConsole();
        boolean xen = false;
        boolean commandLines = false;
        for (String path : BootConfigurations.of(draft)) {
            Found found = plan(draft, path, wanted);
            xen |= found.xen;
            commandLines |= found.commandLine;
        }
        int before = draft.steps().size();
        if (wanted && draft.options().regenerateGrub() && !draft.files().isEntry(GRUB_SETTINGS)) {
            // its tool would forget what only stands in the file that it makes
            draft.write(GRUB_SETTINGS, GRUB_CONSOLE, 0644, REASON, List.of("there is no " + GRUB_SETTINGS));
        }
        inittab(draft, wanted);
        if (wanted
                && draft.files().isFile("/etc/init/tty1.conf")
                && !draft.files().isFile("/etc/init/serial.conf")) {
            draft.write("/etc/init/ttyS0.conf", """
                    start on stopped rc RUNLEVEL=[2345]
                    stop on runlevel [!2345]
                    respawn
                    exec /sbin/getty -L 115200 ttyS0 vt102
                    """, 0644, REASON, List.of("/etc/init/tty1.conf"));
        }
        String terminals = wanted || xen ? draft.text(SECURETTY) : null;
        if (terminals != null
                && terminals.lines().noneMatch(line -> line.strip().equals("ttyS0"))) {
            String text = terminals.isEmpty() || terminals.endsWith("\n") ? terminals : terminals + "\n";
            draft.edit(SECURETTY, text + "ttyS0\n", wanted ? REASON : REASON_XEN, List.of(SECURETTY));
        }
        if (wanted && !commandLines) {
            String trouble = "no boot configuration of the guest is known to say what its kernel is told, so that it"
                    + " cannot be told of a serial console";
            if (draft.steps().size() == before) {
                throw new UnsupportedFeatureException(trouble);
            }
            draft.note(trouble);
        }
    }

    /**
     * What is in a configuration.
     *
     * @param xen whether there was a console of Xen
     * @param commandLine whether it says what a kernel is told
     */
    private record Found(boolean xen, boolean commandLine) {}

    private static Found plan(Draft draft, String path, boolean wanted) throws IOException {
        String text = draft.text(path);
        Lines lines = new Lines(text == null ? "" : text);
        List<String> evidence = new ArrayList<>();
        boolean xen = false;
        boolean commandLine = false;
        for (int number = 1; number <= lines.count(); number++) {
            String line = lines.line(number);
            String changed = line;
            if (XEN.matcher(line).find()) {
                xen = true;
                changed = XEN.matcher(line).replaceAll("console=ttyS0");
            }
            if (wanted && isCommandLine(path, line)) {
                changed = withConsole(path, changed);
                commandLine = true;
            }
            if (!changed.equals(line)) {
                lines.replace(number, changed);
                evidence.add("%s:%d: %s".formatted(path, number, line.strip()));
            }
        }
        String now = lines.text();
        if (wanted && path.equals(GRUB_SETTINGS) && !commandLine) {
            now += (now.isEmpty() || now.endsWith("\n") ? "" : "\n") + GRUB_CONSOLE;
            evidence.add(path + " has no GRUB_CMDLINE_LINUX");
            commandLine = true;
        }
        if (!evidence.isEmpty()) {
            draft.edit(path, now, wanted ? REASON : REASON_XEN, evidence);
        }
        if (wanted && path.equals(BootConfigurations.LILO)) {
            draft.note(path + " is not changed: LILO has to be told of a console, and to be run, in the guest");
            commandLine = true;
        }
        return new Found(xen, commandLine);
    }

    /** Whether it is a line of what a kernel is told, which can be added to. */
    private static boolean isCommandLine(String path, String line) {
        String stripped = line.strip();
        if (path.startsWith("/etc/default/grub")) {
            return stripped.startsWith(GRUB_DEFAULT);
        }
        if (path.startsWith("/etc/kernel/cmdline")) {
            return !stripped.isEmpty() && !stripped.startsWith("#");
        }
        if (path.startsWith("/etc/")) {
            return false;
        }
        if (path.contains("/loader/entries/")) {
            return stripped.startsWith("options ") || stripped.startsWith("options\t");
        }
        if (stripped.startsWith("# kopt=")) {
            return true; // Debian's update-grub for GRUB 0.9 has its setting there
        }
        int blank = 0;
        while (blank < stripped.length() && stripped.charAt(blank) != ' ' && stripped.charAt(blank) != '\t') {
            blank++;
        }
        boolean starts = stripped.contains("vmlinu") || stripped.contains("root=");
        return switch (stripped.substring(0, blank).toLowerCase(Locale.ROOT)) {
            case "linux", "linux16", "linuxefi", "$linux", "kernel" ->
                starts && path.contains("grub") || starts && path.endsWith("menu.lst");
            case "append" -> path.contains("linux");
            default -> false;
        };
    }

    private static String withConsole(String path, String line) {
        if (SERIAL.matcher(line).find()) {
            return line;
        }
        String added = (SCREEN.matcher(line).find() ? "" : "console=tty0 ") + "console=ttyS0,115200";
        int value = path.startsWith("/etc/default/grub") ? line.indexOf(GRUB_DEFAULT) : -1;
        if (value < 0) {
            return line.stripTrailing() + " " + added;
        }
        value += GRUB_DEFAULT.length();
        char quote = value < line.length() ? line.charAt(value) : ' ';
        int end = quote == '"' || quote == '\'' ? line.indexOf(quote, value + 1) : -1;
        if (end > 0) {
            return line.substring(0, end) + (end == value + 1 ? "" : " ") + added + line.substring(end);
        }
        String before = line.substring(value).strip(); // one word without quotes, or none
        return line.substring(0, value) + "\"" + (before.isEmpty() ? "" : before + " ") + added + "\"";
    }

    private static void inittab(Draft draft, boolean wanted) throws IOException {
        String text = draft.text(INITTAB);
        Lines lines = new Lines(text == null ? "" : text);
        List<String> evidence = new ArrayList<>();
        boolean serial = false;
        boolean getty = false;
        boolean busybox = false;
        for (int number = 1; number <= lines.count(); number++) {
            String line = lines.line(number);
            String[] fields = line.split(":", -1);
            if (line.startsWith("#") || fields.length < 4 || !line.contains("getty")) {
                continue;
            }
            getty = true;
            busybox |= fields[1].isEmpty();
            String changed = XEN_LINE.matcher(line).replaceAll("ttyS0");
            if (!changed.equals(line)) {
                evidence.add("%s:%d: %s".formatted(INITTAB, number, line));
                lines.replace(number, changed);
            }
            serial |= changed.contains("ttyS0");
        }
        String now = lines.text();
        if (wanted && getty && !serial) {
            boolean real = draft.files().exists("/sbin/getty");
            String command = real ? "/sbin/getty -L ttyS0 115200 vt100" : "/sbin/agetty -L 115200 ttyS0 vt100";
            now += (now.endsWith("\n") ? "" : "\n")
                    + (busybox ? "ttyS0::respawn:" : "S0:2345:respawn:")
                    + command
                    + "\n";
            evidence.add(INITTAB + " has no login on ttyS0");
        }
        if (!evidence.isEmpty()) {
            draft.edit(INITTAB, now, wanted ? REASON : REASON_XEN, evidence);
        }
    }
}
