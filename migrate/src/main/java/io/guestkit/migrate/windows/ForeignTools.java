package io.guestkit.migrate.windows;

import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tools of other hypervisors that a Windows has, and how they are uninstalled without questions. */
final class ForeignTools {

    private static final List<String> KEYS = List.of(
            "Microsoft\\Windows\\CurrentVersion\\Uninstall",
            "WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall");

    /** What their names for people begin with, in small letters. */
    private static final List<String> NAMES = List.of(
            "vmware tools",
            "oracle vm virtualbox guest additions",
            "oracle virtualbox guest additions",
            "xenserver vm tools",
            "xenserver tools",
            "citrix xenserver",
            "citrix hypervisor",
            "citrix vm tools",
            "xcp-ng",
            "parallels tools");

    private static final int GUID_LENGTH = 38;

    private ForeignTools() {}

    /**
     * Something to uninstall.
     *
     * @param command for cmd.exe
     * @param evidence where it is known from
     */
    record Product(String name, String command, String evidence) {}

    static List<Product> of(WindowsGuest guest) throws IOException {
        List<Product> products = new ArrayList<>();
        for (String path : KEYS) {
            Key all = guest.software().hive().find(path).orElse(null);
            for (Key key : all == null ? List.<Key>of() : all.subkeys()) {
                String name = text(key, "DisplayName");
                String command = isForeign(name) ? command(key) : "";
                if (!command.isEmpty()) {
                    products.add(new Product(name, command, guest.software().path() + ": " + key.path()));
                }
            }
        }
        return products;
    }

    private static boolean isForeign(String name) {
        for (String each : NAMES) {
            if (name.toLowerCase(Locale.ROOT).startsWith(each)) {
                return true;
            }
        }
        return false;
    }

    private static String text(Key key, String name) throws IOException {
        Optional<Value> value = key.value(name);
        return value.isEmpty() ? "" : value.get().text();
    }

    /** Empty if there is none that asks nothing: a product of the Windows Installer, or one of NSIS. */
    private static String command(Key key) throws IOException {
        if (isGuid(key.name())) {
            return "msiexec.exe /x " + key.name() + " /qn /norestart REBOOT=ReallySuppress";
        }
        String program = text(key, "UninstallString").replace("\"", "").strip();
        String lower = program.toLowerCase(Locale.ROOT);
        boolean nsis = lower.endsWith("\\uninst.exe") || lower.endsWith("\\uninstall.exe");
        return nsis && FirstBootScript.isPlain(program) ? "start \"\" /wait \"" + program + "\" /S" : "";
    }

    private static boolean isGuid(String name) {
        if (name.length() != GUID_LENGTH || name.charAt(0) != '{' || name.charAt(GUID_LENGTH - 1) != '}') {
            return false;
        }
        for (int i = 1; i < GUID_LENGTH - 1; i++) {
            boolean dash = i == 9 || i == 14 || i == 19 || i == 24;
            if (dash ? name.charAt(i) != '-' : Character.digit(name.charAt(i), 16) < 0 || name.charAt(i) > 'f') {
                return false;
            }
        }
        return true;
    }
}
