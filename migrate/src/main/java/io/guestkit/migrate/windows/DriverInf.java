package io.guestkit.migrate.windows;

import io.guestkit.io.CorruptDataException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an INF says about a driver to one Windows.
 *
 * @param className of the setup class, such as {@code SCSIAdapter}
 * @param classGuid in braces
 * @param date of the driver; the first day that file times know, where none is given
 * @param version four numbers of 16 bits, the first one on top
 * @param catalog name of the file with its signatures; empty if there is none
 * @param decoration of the models that are for this Windows
 * @param models that this Windows can use
 */
record DriverInf(
        String className,
        String classGuid,
        String provider,
        LocalDate date,
        long version,
        String catalog,
        Decoration decoration,
        List<Model> models) {

    private static final int MAX_MODELS = 1_000;
    private static final LocalDate NO_DATE = LocalDate.of(1601, 1, 1);
    private static final int ASSOCIATED = 0x2;

    DriverInf {
        models = List.copyOf(models);
    }

    /**
     * A device that a driver is for.
     *
     * @param description for people
     * @param install name of the section that installs it
     * @param hardwareId such as {@code PCI\VEN_1AF4&DEV_1001}
     * @param compatibleIds of devices that it is for, too
     */
    record Model(
            String description, String manufacturer, String install, String hardwareId, List<String> compatibleIds) {
        Model {
            compatibleIds = List.copyOf(compatibleIds);
        }
    }

    /**
     * The service that runs a driver.
     *
     * @param type as in winnt.h, 1 is a kernel driver
     * @param start 0 is at boot
     * @param binary name of the program, without a directory
     * @param group in which it is loaded; empty if in none
     * @param values below its key
     */
    record Service(
            String name,
            long type,
            long start,
            long errorControl,
            String binary,
            String group,
            List<InfRegistryValue> values) {
        Service {
            values = List.copyOf(values);
        }
    }

    /** @return null if nothing in it is for this Windows */
    static @Nullable DriverInf of(InfFile file, WindowsVersion windows) throws CorruptDataException {
        if (file.value("Version", "Signature").isEmpty()) {
            return null;
        }
        Decoration best = null;
        List<Model> models = new ArrayList<>();
        for (InfFile.Line line : file.section("Manufacturer")) {
            String section = line.field(0);
            Decoration decoration = line.fields().size() < 2 ? Decoration.NONE : null;
            for (int i = 1; i < line.fields().size(); i++) {
                Decoration each = Decoration.parse(line.field(i));
                if (each != null && each.fits(windows) && (decoration == null || each.compareTo(decoration) > 0)) {
                    decoration = each;
                    section = line.field(0) + "." + line.field(i);
                }
            }
            if (decoration == null) {
                continue;
            }
            models(file, section, line.key(), models);
            best = best == null || decoration.compareTo(best) > 0 ? decoration : best;
        }
        if (best == null || models.isEmpty()) {
            return null;
        }
        String catalog = file.value("Version", "CatalogFile.NT" + windows.infArchitecture());
        catalog = catalog.isEmpty() ? file.value("Version", "CatalogFile.NT") : catalog;
        catalog = catalog.isEmpty() ? file.value("Version", "CatalogFile") : catalog;
        InfFile.Line driverVer = file.line("Version", "DriverVer");
        return new DriverInf(
                file.value("Version", "Class"),
                file.value("Version", "ClassGuid"),
                file.value("Version", "Provider"),
                driverVer == null ? NO_DATE : date(driverVer.field(0)),
                driverVer == null ? 0 : version(driverVer.field(1)),
                catalog,
                best,
                models);
    }

    private static void models(InfFile file, String section, String manufacturer, List<Model> models)
            throws CorruptDataException {
        for (InfFile.Line line : file.section(section)) {
            if (models.size() == MAX_MODELS) {
                throw new CorruptDataException("INF: more than %d models".formatted(MAX_MODELS));
            }
            if (line.fields().size() >= 2 && !line.field(1).isEmpty()) {
                models.add(new Model(
                        line.key(),
                        manufacturer,
                        line.field(0),
                        line.field(1),
                        line.fields().subList(2, line.fields().size())));
            }
        }
    }

    /** The service that a model's section installs for it; null if there is none. */
    @Nullable
    Service service(InfFile file, Model model, WindowsVersion windows) throws CorruptDataException {
        String section = decorated(file, model.install(), ".services", windows);
        for (InfFile.Line line : section == null ? List.<InfFile.Line>of() : file.section(section)) {
            boolean own = line.key().equalsIgnoreCase("AddService")
                    && !line.field(1).isEmpty()
                    && (number(line.field(1)) & ASSOCIATED) != 0;
            if (own) {
                String install = line.field(2);
                String binary = file.value(install, "ServiceBinary");
                return new Service(
                        line.field(0),
                        number(file.value(install, "ServiceType")),
                        number(file.value(install, "StartType")),
                        number(file.value(install, "ErrorControl")),
                        binary.substring(Math.max(binary.lastIndexOf('\\'), binary.lastIndexOf('/')) + 1),
                        file.value(install, "LoadOrderGroup"),
                        values(file, install));
            }
        }
        return null;
    }

    /** What the INF sets below the key of a model's hardware. */
    List<InfRegistryValue> hardwareValues(InfFile file, Model model, WindowsVersion windows)
            throws CorruptDataException {
        String section = decorated(file, model.install(), ".hw", windows);
        return section == null ? List.of() : values(file, section);
    }

    private static List<InfRegistryValue> values(InfFile file, String section) throws CorruptDataException {
        List<String> names = new ArrayList<>();
        for (InfFile.Line line : file.section(section)) {
            if (line.key().equalsIgnoreCase("AddReg")) {
                names.addAll(line.fields());
            }
        }
        return InfRegistryValue.of(file, names);
    }

    /** The section of that name that says most of those that fit: {@code install[.decoration]suffix}. */
    private static @Nullable String decorated(InfFile file, String install, String suffix, WindowsVersion windows) {
        String prefix = install.toLowerCase(Locale.ROOT);
        String found = null;
        Decoration best = null;
        for (String name : file.sectionNames()) {
            if (!name.startsWith(prefix)
                    || !name.endsWith(suffix)
                    || name.length() < prefix.length() + suffix.length()) {
                continue;
            }
            String middle = name.substring(prefix.length(), name.length() - suffix.length());
            Decoration each = middle.isEmpty()
                    ? Decoration.NONE
                    : middle.startsWith(".") ? Decoration.parse(middle.substring(1)) : null;
            if (each != null && each.fits(windows) && (best == null || each.compareTo(best) > 0)) {
                best = each;
                found = name;
            }
        }
        return found;
    }

    /** A number as INF files write it: decimal, or hexadecimal behind 0x. */
    static long number(String text) throws CorruptDataException {
        String digits = text.strip().toLowerCase(Locale.ROOT);
        try {
            long number =
                    digits.startsWith("0x") ? Long.parseLong(digits, 2, digits.length(), 16) : Long.parseLong(digits);
            if (number >= Integer.MIN_VALUE && number <= 0xffff_ffffL) {
                return number & 0xffff_ffffL;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new CorruptDataException("INF: \"%s\" is no number of 32 bits".formatted(text));
    }

    /** Month, day, year. */
    private static LocalDate date(String text) throws CorruptDataException {
        String[] parts = text.strip().replace('-', '/').split("/", -1);
        try {
            if (parts.length == 3) {
                LocalDate date = LocalDate.of(
                        Integer.parseInt(parts[2]), Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
                if (date.getYear() >= NO_DATE.getYear() && date.getYear() <= 9999) {
                    return date;
                }
            }
        } catch (NumberFormatException | DateTimeException e) {
            // said below
        }
        throw new CorruptDataException("INF: \"%s\" is no date, expected month/day/year".formatted(text));
    }

    private static long version(String text) throws CorruptDataException {
        if (text.isBlank()) {
            return 0;
        }
        String[] parts = text.strip().split("\\.", -1);
        long version = 0;
        for (int i = 0; i < 4; i++) {
            long part = i < parts.length ? number(parts[i]) : 0;
            if (part > 0xffff || parts.length > 4) {
                throw new CorruptDataException("INF: \"%s\" is no version".formatted(text));
            }
            version = version << 16 | part;
        }
        return version;
    }
}
