package io.guestkit.migrate.windows;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands of a first start, for cmd.exe. Whatever fails, the rest is tried. */
final class FirstBootScript {

    private static final String RESTORE = "reg.exe add HKLM\\SYSTEM\\CurrentControlSet\\" + CrashControlRule.KEY
            + " /v " + CrashControlRule.VALUE + " /t REG_DWORD /d 1 /f";

    private final List<String> drivers = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final List<String> installers = new ArrayList<>();
    private final List<String> uninstallers = new ArrayList<>();

    /** @param inf path from the directory of Windows; names that cmd.exe would not take as they are, are left out */
    void driver(String inf) {
        if (isPlain(inf)) {
            // the old spelling, which every version from Vista on knows
            drivers.add("pnputil.exe -i -a \"%SystemRoot%\\" + inf + "\"");
        }
    }

    /** @param script beside this one */
    void network(String script) {
        commands.add("powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File \"%~dp0" + script + "\"");
        commands.add("del \"%~dp0" + script + "\"");
    }

    /** @param installer a package of the Windows Installer beside this one, whose name means itself */
    void install(String installer) {
        installers.add("msiexec.exe /i \"%~dp0" + installer + "\" /qn /norestart REBOOT=ReallySuppress");
        installers.add("del \"%~dp0" + installer + "\"");
    }

    void restoreAutomaticRestart() {
        commands.add(RESTORE);
    }

    /** Whether a script of an earlier plan, which may be there, does so: the guest does not show any more that it has to. */
    static boolean restoresAutomaticRestart(@Nullable String script) {
        return script != null && script.contains(RESTORE);
    }

    void uninstall(ForeignTools.Product product) {
        uninstallers.add(product.command());
    }

    boolean isEmpty() {
        return drivers.isEmpty() && commands.isEmpty() && installers.isEmpty() && uninstallers.isEmpty();
    }

    /** Whether a text means itself in a command between quotation marks. */
    static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || "\"%!^&|<>".indexOf(c) >= 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** @param service that runs it */
    String text(String service) {
        List<String> lines = new ArrayList<>(List.of(
                "@echo off",
                "rem The first start on another hypervisor. Deletes the service that runs it, and itself.",
                "setlocal",
                "call :work >>\"%~dp0firstboot.log\" 2>&1",
                "(goto) 2>nul & del \"%~f0\"",
                "",
                ":work",
                "echo %DATE% %TIME% started"));
        if (!drivers.isEmpty()) {
            // what was written from outside shall have the protection that its directory gives
            lines.add("icacls.exe \"%SystemRoot%\\Drivers\\VirtIO\" /reset /t /c /q");
        }
        lines.addAll(drivers);
        lines.addAll(commands);
        // before what may restart the machine or never end: it shall not be tried again at each start
        lines.add("sc.exe delete " + service);
        lines.addAll(installers);
        lines.addAll(uninstallers);
        lines.add("echo %DATE% %TIME% ended");
        lines.add("goto :eof");
        return String.join("\r\n", lines) + "\r\n";
    }
}
