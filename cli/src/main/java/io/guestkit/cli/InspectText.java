package io.guestkit.cli;

import io.guestkit.inspect.Evidence;
import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.report.FileSystemReport;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.Identity;
import io.guestkit.inspect.report.ImageReport;
import io.guestkit.inspect.report.InspectReport;
import io.guestkit.inspect.report.Kernel;
import io.guestkit.inspect.report.MediumReport;
import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.inspect.report.NoGuest;
import io.guestkit.inspect.report.NotExaminedReport;
import io.guestkit.io.Warning;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The report of {@code inspect} for people: what one wants to know first, on one screen. */
final class InspectText {

    private static final String NONE = "-";

    private InspectText() {}

    static void print(InspectReport report, Streams streams) throws IOException {
        Table images = new Table(0);
        for (ImageReport image : report.images()) {
            images.row(image.path(), image.format(), Text.size(image.virtualSize()), onDisk(image.actualSize()));
        }
        images.print(streams);
        for (GuestReport guest : report.guests()) {
            streams.println("");
            print(guest, streams);
        }
        for (MediumReport medium : report.media()) {
            streams.println("");
            streams.println(Text.printable("%s  %s medium  %s"
                    .formatted(medium.device(), medium.kind(), medium.name().orElse(NONE))));
        }
        if (report.guests().isEmpty()) {
            streams.println("");
            streams.println(
                    report.media().isEmpty() ? "no operating system was found" : "no installed operating system");
            Table reasons = new Table(2);
            for (NoGuest each : report.noGuest()) {
                reasons.row(each.device(), each.reason());
            }
            reasons.print(streams);
        }
        print(report.filesystems(), streams);
        if (!report.notExamined().isEmpty()) {
            Table left = new Table(2);
            for (NotExaminedReport each : report.notExamined()) {
                left.row(each.location(), lower(each.code()).replace('_', ' '), each.reason());
            }
            section("not examined", left, streams);
        }
        if (!report.warnings().isEmpty()) {
            Table warnings = new Table(2);
            for (Warning warning : report.warnings()) {
                warnings.row(warning.where(), warning.message());
            }
            section("warnings", warnings, streams);
        }
    }

    private static void print(GuestReport guest, Streams streams) throws IOException {
        Identity identity = guest.identity();
        streams.println(Text.printable(
                guest.root() + "  " + identity.osName().orElseGet(() -> lower(identity.osType()) + " guest")));
        Table facts = new Table(2);
        fact(facts, "distribution", identity.distro(), identity.osVersion());
        fact(facts, "variant", identity.productVariant(), Optional.empty());
        fact(facts, "hostname", identity.hostname(), Optional.empty());
        fact(facts, "architecture", identity.architecture(), Optional.empty());
        facts.row("firmware", lower(identity.firmware()));
        fact(facts, "init system", identity.initSystem(), Optional.empty());
        facts.row("packages", packages(guest.applications(), identity));
        GuestSettingsText.addTo(facts, guest);
        facts.print(streams);
        GuestSettingsText.print(guest, streams);
        kernels(guest.kernels(), streams);
        mounts(guest.mountpoints(), streams);
    }

    /** Where each fact came from. */
    static void explain(List<Evidence> evidence, Streams streams) throws IOException {
        Table table = new Table(2);
        for (Evidence each : evidence) {
            table.row(each.root(), each.fact(), each.value(), each.source());
        }
        section("evidence", table, streams);
    }

    private static void kernels(List<Kernel> kernels, Streams streams) throws IOException {
        if (kernels.isEmpty()) {
            return;
        }
        Table table = new Table(4);
        for (Kernel kernel : kernels) {
            table.row(kernel.version().orElse(NONE), kernel.path());
        }
        streams.println("  kernels");
        table.print(streams);
    }

    private static void mounts(List<Mountpoint> mounts, Streams streams) throws IOException {
        if (mounts.isEmpty()) {
            return;
        }
        Table table = new Table(4);
        for (Mountpoint mount : mounts) {
            String device = mount.device().orElseGet(() -> mount.source().orElse("?") + " (not found)");
            table.row(mount.path(), device, mount.fsType(), mount.options().orElse(""));
        }
        streams.println("  mounts");
        table.print(streams);
    }

    private static void print(List<FileSystemReport> all, Streams streams) throws IOException {
        if (all.isEmpty()) {
            return;
        }
        Table table = new Table(2, 2, 3);
        for (FileSystemReport each : all) {
            table.row(
                    each.device(),
                    each.type(),
                    Text.size(each.size()),
                    each.used().isPresent() ? Text.size(each.used().getAsLong()) + " used" : "",
                    each.label().orElse(NONE),
                    each.uuid().orElse(NONE));
        }
        section("filesystems", table, streams);
    }

    private static void section(String title, Table table, Streams streams) throws IOException {
        streams.println("");
        streams.println(title);
        table.print(streams);
    }

    private static void fact(Table facts, String name, Optional<String> value, Optional<String> more) {
        if (value.isPresent()) {
            facts.row(name, value.get() + (more.isPresent() ? " " + more.get() : ""));
        }
    }

    /** How many of each format, that of the system first. */
    private static String packages(List<Application> applications, Identity identity) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Application application : applications) {
            counts.merge(application.format().orElse("other"), 1, Integer::sum);
        }
        StringBuilder text = new StringBuilder();
        if (identity.packageFormat().isPresent()) {
            String format = identity.packageFormat().get();
            Integer count = counts.remove(format);
            text.append(count == null ? 0 : count).append(' ').append(format);
        }
        for (Map.Entry<String, Integer> other : counts.entrySet()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(other.getValue())
                    .append(' ')
                    .append(other.getKey());
        }
        return text.isEmpty() ? "none known" : text.toString();
    }

    private static String onDisk(OptionalLong actual) {
        return actual.isPresent() ? Text.size(actual.getAsLong()) + " on disk" : "";
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
