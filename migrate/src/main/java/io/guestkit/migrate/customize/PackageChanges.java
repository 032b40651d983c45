package io.guestkit.migrate.customize;

import io.guestkit.inspect.report.Application;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.linux.PackageRemoval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Changes of what is installed. */
public final class PackageChanges {

    private PackageChanges() {}

    /**
     * Uninstalls packages now, by the guest's own package manager in the appliance. What is not installed is noted.
     *
     * @param names as the guest's database has them
     */
    public record Uninstall(List<String> names) implements Customization {
        public Uninstall {
            names = named(names);
        }

        @Override
        public String name() {
            return "uninstall";
        }

        /** @throws UnsupportedFeatureException if others need them, or the guest's package manager cannot be asked here */
        @Override
        public void plan(Draft draft) throws IOException {
            String format = draft.report().identity().packageFormat().orElse("");
            Set<String> installed = new HashSet<>();
            for (Application each : draft.report().applications()) {
                if (each.format().orElse(format).equals(format)) {
                    installed.add(each.name());
                }
            }
            List<String> going = new ArrayList<>();
            for (String each : names) {
                if (installed.contains(each)) {
                    going.add(each);
                } else {
                    draft.note(each + " is not installed, so there is nothing to uninstall");
                }
            }
            String all = String.join(", ", going);
            String trouble =
                    going.isEmpty() ? null : PackageRemoval.plan(draft, going, ASKED, List.of("installed: " + all));
            if (trouble != null) {
                throw new UnsupportedFeatureException("%s cannot be uninstalled: %s".formatted(all, trouble));
            }
        }
    }

    /**
     * Installs packages at the next start, by the guest's own package manager and out of its own repositories.
     *
     * @param names as the package manager knows them
     */
    public record FirstBootInstall(List<String> names) implements Customization {
        public FirstBootInstall {
            names = named(names);
        }

        @Override
        public String name() {
            return "firstboot-install";
        }

        /** @throws UnsupportedFeatureException if the guest has no systemd, or a package manager that is not known */
        @Override
        public void plan(Draft draft) throws IOException {
            String manager = draft.report().identity().packageManager().orElse("none");
            String command = switch (manager) {
                case "apt" -> "export DEBIAN_FRONTEND=noninteractive\napt-get -q update && apt-get -q -y install";
                case "dnf", "yum", "tdnf" -> manager + " -y install";
                case "zypper" -> "zypper --non-interactive install --auto-agree-with-licenses";
                case "pacman" -> "pacman -Sy --noconfirm --needed";
                case "apk" -> "apk add --update-cache";
                case "xbps" -> "xbps-install -Sy";
                default ->
                    throw new UnsupportedFeatureException(
                            "how the guest's package manager, %s, installs at its start is not known"
                                    .formatted(manager));
            };
            new SystemChanges.FirstBoot("#!/bin/sh\n%s %s\n".formatted(command, String.join(" ", names))).plan(draft);
        }
    }

    /** Names without what a shell or a package manager would take for something else. */
    private static List<String> named(List<String> names) {
        for (String each : names) {
            if (!each.matches("[A-Za-z0-9][A-Za-z0-9+._:@~-]*")) {
                throw new IllegalArgumentException(each + " is no name of a package");
            }
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException("no package is named");
        }
        return List.copyOf(new LinkedHashSet<>(names));
    }
}
