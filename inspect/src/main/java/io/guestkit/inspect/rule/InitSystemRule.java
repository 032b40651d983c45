package io.guestkit.inspect.rule;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What runs as process 1. {@code /sbin/init} decides: it is a link to the program of that name on most guests; where
 * it is a program itself, or busybox, the files that it works on tell. That a package with another init is installed
 * says nothing.
 */
final class InitSystemRule implements Rule {

    private static final String[] INIT = {"sbin/init", "usr/sbin/init", "init"};

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String path : INIT) {
            String target = files.linkTarget(path);
            if (target != null) {
                String program = target.substring(target.lastIndexOf('/') + 1);
                String init = byProgram(program, files);
                findings.tell(Fact.INIT_SYSTEM, init == null ? byFiles(files) : init, "/" + path + " -> " + target);
                return;
            }
            if (files.isFile(path)) {
                findings.tell(Fact.INIT_SYSTEM, byFiles(files), "/" + path);
                return;
            }
        }
        if (hasSystemd(files)) {
            findings.tell(Fact.INIT_SYSTEM, "systemd", "systemd/systemd");
        }
    }

    private static @Nullable String byProgram(String program, GuestFiles files) throws IOException {
        return switch (program) {
            case "systemd" -> "systemd";
            case "busybox" -> byInittab(files, "busybox");
            case "openrc-init" -> "openrc";
            case "runit", "runit-init" -> "runit";
            case "s6-linux-init", "s6-init" -> "s6";
            case "dinit" -> "dinit";
            case "finit" -> "finit";
            case "upstart" -> "upstart";
            case "procd" -> "procd";
            case "sysvinit", "init.sysvinit" -> byInittab(files, "sysvinit");
            default -> null;
        };
    }

    private static @Nullable String byFiles(GuestFiles files) throws IOException {
        if (files.isDirectory("etc/s6-linux-init/current")) {
            return "s6";
        }
        if (files.isFile("sbin/procd")) {
            return "procd";
        }
        // The jobs that upstart starts with: distributions' packages leave others for it where it is not installed.
        if (files.isFile("sbin/initctl")
                && (files.isFile("etc/init/rc-sysinit.conf")
                        || files.isFile("etc/init/rcS.conf")
                        || files.isFile("etc/event.d/rcS"))) {
            return "upstart";
        }
        if (files.isFile("etc/inittab")) {
            return byInittab(files, "sysvinit");
        }
        return hasSystemd(files) ? "systemd" : null;
    }

    /** OpenRC is what many an init calls from its inittab. */
    private static String byInittab(GuestFiles files, String program) throws IOException {
        String inittab = files.text("etc/inittab");
        return inittab != null && inittab.contains("openrc") ? "openrc" : program;
    }

    private static boolean hasSystemd(GuestFiles files) throws IOException {
        return files.isFile("usr/lib/systemd/systemd")
                || files.isFile("lib/systemd/systemd")
                || files.isFile("nix/var/nix/profiles/system/systemd/lib/systemd/systemd");
    }
}
