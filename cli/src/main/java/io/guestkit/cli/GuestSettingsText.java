package io.guestkit.cli;

import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.CloudInit;
import io.guestkit.inspect.report.Component;
import io.guestkit.inspect.report.Configuration;
import io.guestkit.inspect.report.DatedEvent;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.NetworkInterface;
import io.guestkit.inspect.report.Service;
import io.guestkit.inspect.report.Setting;
import io.guestkit.inspect.report.User;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a guest is set up, for people: what somebody who is to move it wants to know. */
final class GuestSettingsText {

    private static final int WIDTH = 100;

    private GuestSettingsText() {}

    /** Adds single facts to those of the guest's identity. */
    static void addTo(Table facts, GuestReport guest) {
        Configuration configuration = guest.configuration();
        add(facts, "time zone", configuration.timezone());
        add(facts, "locale", configuration.locale());
        add(facts, "keyboard", configuration.keyboard());
        add(facts, "starts", configuration.defaultTarget());
        add(facts, "SELinux", configuration.selinux());
        add(facts, "AppArmor", configuration.apparmor());
        components(facts, "guest agents", configuration.guestAgents());
        components(facts, "containers", configuration.containerRuntimes());
        if (configuration.cloudInit().isPresent()) {
            facts.row("cloud-init", cloudInit(configuration.cloudInit().get()));
        }
        List<String> servers = new ArrayList<>();
        configuration.nameservers().forEach(each -> servers.add(each.value()));
        if (!servers.isEmpty()) {
            facts.row("name servers", String.join(" ", servers));
        }
        for (DatedEvent date : configuration.dates()) {
            facts.row(date.event(), date.time() + "  " + date.source());
        }
    }

    private static void add(Table facts, String name, Optional<Setting> setting) {
        if (setting.isPresent()) {
            facts.row(name, setting.get().value());
        }
    }

    private static void components(Table facts, String name, List<Component> components) {
        List<String> words = new ArrayList<>();
        for (Component each : components) {
            words.add(each.name()
                    + (each.state().isPresent() ? " (" + each.state().get() + ")" : ""));
        }
        if (!words.isEmpty()) {
            facts.row(name, String.join(", ", words));
        }
    }

    private static String cloudInit(CloudInit cloudInit) {
        String state = cloudInit.disabled() ? "disabled" : cloudInit.done() ? "done" : "not done";
        String asked = cloudInit.datasource().orElse(String.join(" ", cloudInit.datasources()));
        return asked.isEmpty() ? state : state + ", " + asked;
    }

    /** Prints the sections. */
    static void print(GuestReport guest, Streams streams) throws IOException {
        users(guest.users(), streams);
        network(guest.network(), streams);
        services(guest.services(), streams);
        if (guest.boot().isPresent()) {
            boot(guest.boot().get(), streams);
        }
    }

    private static void boot(BootReport boot, Streams streams) throws IOException {
        Table table = new Table(4);
        for (BootLink link : boot.links()) {
            table.row(lower(link.verdict()), link.link(), link.detail(), link.source());
        }
        section("boot: " + lower(boot.verdict()), table, streams);
    }

    private static String lower(BootReport.Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }

    /** Those that somebody can be. */
    private static void users(List<User> users, Streams streams) throws IOException {
        Table table = new Table(4);
        for (User user : users) {
            if (user.login() && !user.kind().equals("system")) {
                String keys = user.authorizedKeys().isEmpty()
                        ? ""
                        : user.authorizedKeys().size() + " SSH "
                                + (user.authorizedKeys().size() == 1 ? "key" : "keys");
                table.row(
                        user.name(),
                        Long.toString(user.uid()),
                        user.password().isPresent()
                                ? "password " + user.password().get()
                                : "",
                        String.join(" ", user.groups()),
                        keys);
            }
        }
        section("users", table, streams);
    }

    private static void network(List<NetworkInterface> network, Streams streams) throws IOException {
        Table table = new Table(4);
        for (NetworkInterface each : network) {
            if (each.kind().orElse("").equals("loopback")) {
                continue;
            }
            List<String> words = new ArrayList<>(each.addresses());
            each.gateways().forEach(gateway -> words.add("via " + gateway));
            each.mac().ifPresent(mac -> words.add("mac " + mac));
            each.match().ifPresent(match -> words.add(match));
            String method = each.method().orElse("")
                    + (each.method6().isPresent() ? "/" + each.method6().get() : "");
            table.row(each.name(), method, each.managedBy(), String.join(" ", words));
        }
        section("network", table, streams);
    }

    /** The names of those that are set to start, as many in a line as there is room for. */
    private static void services(List<Service> services, Streams streams) throws IOException {
        List<String> enabled = new ArrayList<>();
        for (Service service : services) {
            if (service.state().equals("enabled")) {
                String name = service.name();
                enabled.add(name.endsWith(".service") ? name.substring(0, name.length() - 8) : name);
            }
        }
        if (services.isEmpty()) {
            return;
        }
        streams.println("  services (%d of %d enabled)".formatted(enabled.size(), services.size()));
        StringBuilder line = new StringBuilder();
        for (String name : enabled) {
            String printable = Text.printable(name);
            if (!line.isEmpty() && line.length() + printable.length() > WIDTH) {
                streams.println("    " + line);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(printable);
        }
        if (!line.isEmpty()) {
            streams.println("    " + line);
        }
    }

    private static void section(String title, Table table, Streams streams) throws IOException {
        if (!table.isEmpty()) {
            streams.println("  " + title);
            table.print(streams);
        }
    }
}
