package io.guestkit.migrate.customize;

import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.HostFile;
import io.guestkit.migrate.fix.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Changes of what a system is called and how it starts. */
public final class SystemChanges {

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");
    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}");

    private SystemChanges() {}

    /** Gives the guest a name. */
    public record HostName(String value) implements Customization {
        public HostName {
            if (!HOST_NAME.matcher(value).matches()) {
                throw new IllegalArgumentException(value + " is no host name");
            }
        }

        @Override
        public String name() {
            return "hostname";
        }

        @Override
        public void plan(Draft draft) throws IOException {
            String old = draft.report().identity().hostname().orElse("");
            String network = draft.text("/etc/sysconfig/network");
            boolean inNetwork = network != null && network.lines().anyMatch(line -> line.startsWith("HOSTNAME="));
            if (inNetwork && network != null) {
                draft.edit(
                        "/etc/sysconfig/network",
                        Pattern.compile("^HOSTNAME=.*$", Pattern.MULTILINE)
                                .matcher(network)
                                .replaceAll("HOSTNAME=" + value),
                        ASKED,
                        List.of());
            }
            String upper = draft.files().isFile("/etc/HOSTNAME") ? draft.real("/etc/HOSTNAME") : null;
            if (upper != null && !upper.equals("/etc/hostname")) {
                draft.write("/etc/HOSTNAME", value + "\n", 0644, ASKED, List.of());
            }
            if (!inNetwork || draft.exists("/etc/hostname")) {
                draft.write("/etc/hostname", value + "\n", 0644, ASKED, List.of());
            }
            String hosts = draft.text("/etc/hosts");
            if (hosts != null && !old.isEmpty() && !old.equals(value)) {
                String own = "(?m)^(127\\.0\\.1\\.1[ \\t].*?)(?<![\\w.-])" + Pattern.quote(old) + "(?![\\w.-])";
                draft.edit("/etc/hosts", hosts.replaceAll(own, "$1" + value), ASKED, List.of());
            }
        }
    }

    /** Lets the guest have a time zone, such as {@code Europe/Berlin}. */
    public record TimeZone(String value) implements Customization {
        public TimeZone {
            if (!ZONE.matcher(value).matches()) {
                throw new IllegalArgumentException(value + " is no time zone");
            }
        }

        @Override
        public String name() {
            return "timezone";
        }

        @Override
        public void plan(Draft draft) throws IOException {
            String zone = "/usr/share/zoneinfo/" + value;
            if (!draft.files().isFile(zone)) {
                throw new IOException("the guest has no time zone " + value);
            }
            if (draft.files().linkTarget("/etc/localtime") == null && draft.exists("/etc/localtime")) {
                draft.delete("/etc/localtime", ASKED, List.of());
            }
            draft.link("/etc/localtime", zone, ASKED, List.of());
            if (draft.exists("/etc/timezone")) {
                draft.write("/etc/timezone", value + "\n", 0644, ASKED, List.of());
            }
        }
    }

    /**
     * Runs a script once, at the end of the next start, and keeps what it says in {@code /var/log/guestkit-firstboot.log}.
     *
     * @param script text of a program with its {@code #!} line
     */
    public record FirstBoot(String script) implements Customization {

        private static final String FOLDER = "/usr/lib/guestkit/firstboot";
        private static final String UNIT = "/etc/systemd/system/guestkit-firstboot.service";

        @Override
        public String name() {
            return "firstboot";
        }

        @Override
        public void plan(Draft draft) throws IOException {
            GuestFiles files = draft.files();
            if (!files.isDirectory("/etc/systemd/system")) {
                throw new UnsupportedFeatureException(
                        "the guest has no systemd, which scripts for the first start are handed to");
            }
            int number = files.names(FOLDER).size() + 1;
            String place = script(number);
            while (draft.exists(place)) {
                place = script(++number);
            }
            draft.write(place, script, 0755, ASKED, List.of());
            draft.write("/usr/lib/guestkit/run-firstboot", """
                    #!/bin/sh
                    # Runs each script once, in order; one that fails stays and is named in the log.
                    exec >>/var/log/guestkit-firstboot.log 2>&1
                    for script in %s/*; do
                        [ -x "$script" ] || continue
                        echo "== $script"
                        if "$script"; then
                            rm -f "$script"
                        else
                            echo "== $script failed with $?"
                            mv "$script" "$script.failed" && chmod -x "$script.failed"
                        fi
                    done
                    systemctl disable guestkit-firstboot.service
                    """.formatted(FOLDER), 0755, ASKED, List.of());
            draft.write(UNIT, """
                    [Unit]
                    Description=Scripts for the first start
                    After=network-online.target multi-user.target
                    Wants=network-online.target

                    [Service]
                    Type=oneshot
                    ExecStart=/usr/lib/guestkit/run-firstboot

                    [Install]
                    WantedBy=default.target
                    """, 0644, ASKED, List.of());
            draft.link("/etc/systemd/system/default.target.wants/guestkit-firstboot.service", UNIT, ASKED, List.of());
            draft.note("that the script works shows only when the guest starts");
        }

        private static String script(int number) {
            return "%s/%04d".formatted(FOLDER, number);
        }
    }

    /**
     * Runs a script of this machine in the appliance, with the guest as root and without a network; it is copied into the
     * guest for as long as it runs.
     *
     * @param file a program with its {@code #!} line, or commands for the guest's shell
     */
    public record Script(Path file) implements Customization {
        @Override
        public String name() {
            return "run";
        }

        @Override
        public void plan(Draft draft) throws IOException {
            int number = 1;
            while (draft.exists(place(number))) {
                number++;
            }
            String place = place(number);
            HostFile source = HostFile.of(file);
            boolean own = new String(source.head(2), StandardCharsets.ISO_8859_1).equals("#!");
            draft.copyIn(source, place, 0700, ASKED, List.of());
            draft.add(
                    ASKED,
                    List.of(),
                    new Operation.RunCommand(own ? List.of(place) : List.of("/bin/sh", place), List.of(), List.of()),
                    place);
            draft.delete(place, "it has run", List.of());
        }

        /** In the root, since the guest's folders for temporary files may be anything. */
        private static String place(int number) {
            return "/guestkit-run-" + number;
        }
    }

    /** Runs a command in the appliance, with the guest as root and without a network. */
    public record Command(String command) implements Customization {
        @Override
        public String name() {
            return "run-command";
        }

        @Override
        public void plan(Draft draft) {
            draft.add(
                    ASKED,
                    List.of(),
                    new Operation.RunCommand(List.of("/bin/sh", "-c", command), List.of(), List.of()));
        }
    }

    /** Lets a new machine id be made at the next start. */
    public static Customization newMachineId() {
        return new Named("machine-id", draft -> {
            if (draft.exists("/etc/machine-id")) {
                draft.edit("/etc/machine-id", "", Customization.ASKED, List.of());
            }
            boolean own = draft.files().isFile("/var/lib/dbus/machine-id")
                    && draft.files().linkTarget("/var/lib/dbus/machine-id") == null;
            if (own) {
                draft.delete("/var/lib/dbus/machine-id", Customization.ASKED, List.of());
            }
        });
    }

    /** Deletes SSH's host keys, and has new ones made at the next start where the guest would not do so by itself. */
    public static Customization newSshHostKeys() {
        return new Named("ssh-host-keys", draft -> {
            List<String> keys = new ArrayList<>();
            for (String name : draft.files().names("/etc/ssh")) {
                if (name.startsWith("ssh_host_") && (name.endsWith("_key") || name.endsWith("_key.pub"))) {
                    keys.add("/etc/ssh/" + name);
                }
            }
            for (String key : keys) {
                draft.delete(key, Customization.ASKED, List.of());
            }
            if (!keys.isEmpty() && draft.files().isFile("/etc/debian_version")) {
                new FirstBoot("#!/bin/sh\nssh-keygen -A && systemctl restart ssh\n").plan(draft);
            }
        });
    }

    /** Lets cloud-init run as if the guest had never started. */
    public static Customization newCloudInit() {
        return new Named("cloud-init", draft -> {
            for (String name : List.of("instances", "instance", "sem", "data")) {
                draft.delete("/var/lib/cloud/" + name, Customization.ASKED, List.of());
            }
        });
    }
}
