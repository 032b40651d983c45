package io.guestkit.migrate.linux;

import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.migrate.fix.Draft;
import java.io.IOException;
import java.util.List;

/** Services that shall not start any more: without a program of the guest, since all of them only look at files. */
final class Services {

    private static final String SYSTEMD = "/etc/systemd/system";
    private static final String[] UNITS = {SYSTEMD, "/usr/lib/systemd/system", "/lib/systemd/system"};
    private static final String[] LEVELS = {"0", "1", "2", "3", "4", "5", "6", "S"};

    private Services() {}

    /** Whether it starts by itself, or may be started by something else. */
    private static boolean isActive(Service service) {
        return service.kind().equals("systemd")
                ? !service.state().equals("masked") && !service.state().equals("disabled")
                : service.state().equals("enabled");
    }

    /** Keeps those of some names from starting. */
    static void disable(Draft draft, List<String> names, String reason) throws IOException {
        for (Service service : draft.report().services()) {
            String name = service.name().endsWith(".service")
                    ? service.name().substring(0, service.name().length() - 8)
                    : service.name();
            if (!names.contains(name) || !isActive(service)) {
                continue;
            }
            List<String> evidence =
                    List.of("%s: %s is %s".formatted(service.source(), service.name(), service.state()));
            switch (service.kind()) {
                case "systemd" -> {
                    wants(draft, service.name(), reason, evidence);
                    if (service.aliasOf().isEmpty() && draft.exists(service.source())) {
                        mask(draft, service.name(), reason, evidence);
                    }
                }
                case "sysv" -> levels(draft, name, true, reason, evidence);
                case "openrc" -> runlevels(draft, name, reason, evidence);
                case "upstart" -> {
                    if (draft.isFile("/etc/init/" + name + ".conf")) {
                        draft.write("/etc/init/" + name + ".override", "manual\n", 0644, reason, evidence);
                    }
                }
                default ->
                    draft.note("%s of %s is %s, and how that is changed is not known"
                            .formatted(service.name(), service.kind(), service.state()));
            }
        }
    }

    private static void mask(Draft draft, String unit, String reason, List<String> evidence) throws IOException {
        String place = SYSTEMD + "/" + unit;
        if (draft.files().isFile(place) && draft.files().linkTarget(place) == null) {
            draft.delete(place, reason, evidence);
        }
        draft.link(place, "/dev/null", reason, evidence);
    }

    private static void wants(Draft draft, String unit, String reason, List<String> evidence) throws IOException {
        for (String folder : draft.files().names(SYSTEMD)) {
            if (folder.endsWith(".wants") || folder.endsWith(".requires")) {
                draft.delete(SYSTEMD + "/" + folder + "/" + unit, reason, evidence);
            }
        }
    }

    private static void runlevels(Draft draft, String name, String reason, List<String> evidence) throws IOException {
        for (String level : draft.files().names("/etc/runlevels")) {
            draft.delete("/etc/runlevels/" + level + "/" + name, reason, evidence);
        }
    }

    private static void levels(Draft draft, String name, boolean startsOnly, String reason, List<String> evidence)
            throws IOException {
        GuestFiles files = draft.files();
        for (String level : LEVELS) {
            for (String folder : new String[] {"/etc/rc" + level + ".d", "/etc/rc.d/rc" + level + ".d"}) {
                for (String link : files.names(folder)) {
                    boolean numbered = link.length() > 3
                            && (link.charAt(0) == 'S' || link.charAt(0) == 'K' && !startsOnly)
                            && Character.isDigit(link.charAt(1))
                            && Character.isDigit(link.charAt(2));
                    if (numbered && link.substring(3).equals(name)) {
                        draft.delete(folder + "/" + link, reason, evidence);
                    }
                }
            }
        }
    }

    /** Takes all away that defines or starts some, for what came without a package. */
    static void delete(Draft draft, List<String> names, String reason, List<String> evidence) throws IOException {
        for (String name : names) {
            for (String folder : UNITS) {
                draft.delete(folder + "/" + name + ".service", reason, evidence);
            }
            wants(draft, name + ".service", reason, evidence);
            levels(draft, name, false, reason, evidence);
            for (String script : new String[] {"/etc/init.d/", "/etc/rc.d/init.d/"}) {
                draft.delete(script + name, reason, evidence);
            }
            draft.delete("/etc/init/" + name + ".conf", reason, evidence);
            runlevels(draft, name, reason, evidence);
        }
    }
}
