package io.guestkit.inspect.boot;

import io.guestkit.inspect.boot.BootMenu.Choice;
import io.guestkit.inspect.parse.Fstab;
import io.guestkit.inspect.parse.KernelImage;
import io.guestkit.inspect.parse.LimitedStream;
import io.guestkit.inspect.parse.LvmConfiguration;
import io.guestkit.inspect.parse.PortableExecutable;
import io.guestkit.inspect.parse.UBootImage;
import io.guestkit.inspect.parse.VersionOrder;
import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootLink;
import io.guestkit.inspect.report.BootReport;
import io.guestkit.inspect.report.BootReport.Verdict;
import io.guestkit.inspect.report.Identity.Firmware;
import io.guestkit.inspect.report.InitramfsReport;
import io.guestkit.inspect.report.Kernel;
import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.inspect.storage.FirmwareEvidence;
import io.guestkit.inspect.storage.GuestStorage;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Goes the way that a Linux guest goes when it starts, and says of each link whether it holds. */
public final class BootCheck {

    private final GuestFiles guest;
    private final Findings findings;
    private final GuestStorage storage;
    private final FirmwareEvidence firmware;
    private final BootFiles files;
    private final BootMenus menus;
    private final List<BootLink> links = new ArrayList<>();
    private final List<BootEntry> entries = new ArrayList<>();
    private @Nullable InitramfsReport initramfs;
    private List<String> buses = List.of();
    private @Nullable Set<String> modules = Set.of();
    private @Nullable String lvmDevices;
    private final Map<String, LvmConfiguration> lvmFilters = new TreeMap<>();
    private Initramfs.@Nullable Crypttab crypttab;
    private final boolean virtio;

    private BootCheck(
            GuestFiles guest, Findings findings, GuestStorage storage, FirmwareEvidence firmware, boolean virtio) {
        this.virtio = virtio;
        this.guest = guest;
        this.findings = findings;
        this.storage = storage;
        this.firmware = firmware;
        List<BootFiles.Partition> others = new ArrayList<>();
        for (Storage each : storage.all()) {
            Path root = each.root();
            if (root != null && !each.device().equals(storage.root().device())) {
                others.add(new BootFiles.Partition(each.device(), new GuestFiles(root)));
            }
        }
        this.files = new BootFiles(guest, others);
        this.menus = new BootMenus(files);
    }

    /**
     * @param guest its files, mounted as it mounts them
     * @param findings its kernels and architecture
     * @param virtio whether its disks are block devices of virtio, instead of what they were when it was set up
     */
    public static BootReport of(
            GuestFiles guest, Findings findings, GuestStorage storage, FirmwareEvidence firmware, boolean virtio) {
        BootCheck check = new BootCheck(guest, findings, storage, firmware, virtio);
        LoaderCheck loader = new LoaderCheck(
                check.menus, firmware, findings.value(Fact.ARCHITECTURE).orElse(""), virtio, check.links);
        check.attempt("firmware", loader::firmware);
        check.attempt("loader", loader::loader);
        check.attempt("configuration", () -> loader.stubs(check.files, storage.all()));
        Choice choice = check.menu();
        if (choice != null) {
            check.start(choice);
        }
        check.attempt("fstab", check::fstab);
        Verdict worst = Verdict.OK;
        for (BootLink link : check.links) {
            worst = link.verdict().compareTo(worst) > 0 ? link.verdict() : worst;
        }
        return new BootReport(
                worst,
                check.links,
                check.menus.loaders(),
                check.entries,
                Optional.ofNullable(check.initramfs),
                check.buses);
    }

    @FunctionalInterface
    private interface Step {
        void go() throws IOException;
    }

    /** What cannot be read is not known; the other links are looked at without it. */
    private void attempt(String link, Step step) {
        try {
            step.go();
        } catch (IOException e) {
            add(link, Verdict.UNKNOWN, "cannot be read: " + LinuxRules.describe(e), "/");
        }
    }

    private void add(String link, Verdict verdict, String detail, String source) {
        links.add(new BootLink(link, verdict, detail, source));
    }

    /** What starts by default; null if that is not known. */
    private @Nullable Choice menu() {
        List<BootMenu> all;
        try {
            all = menus.menus(firmware.firmware() != Firmware.BIOS);
        } catch (IOException e) {
            add("configuration", Verdict.UNKNOWN, "cannot be read: " + LinuxRules.describe(e), "/boot");
            return fallback();
        }
        for (BootMenu menu : all) {
            for (int i = 0; i < menu.choices().size(); i++) {
                BootEntry entry = menu.choices().get(i).entry();
                entries.add(menu == all.getFirst() && i == menu.chosen() ? entry.asDefault() : entry);
            }
        }
        if (all.isEmpty()) {
            IOException unread = menus.unread();
            add(
                    "configuration",
                    unread instanceof CorruptDataException ? Verdict.BROKEN : Verdict.UNKNOWN,
                    unread == null ? "no configuration of a boot loader that is known" : LinuxRules.describe(unread),
                    "/boot");
            return fallback();
        }
        BootMenu menu = all.getFirst();
        boolean named = false;
        for (BootLink link : links) {
            named |= link.link().equals("loader");
        }
        if (!named && menu.loader().equals("raspberrypi")) {
            add(
                    "loader",
                    Verdict.OK,
                    "a Raspberry Pi's own firmware reads it",
                    menu.file().shown());
        } else if (!named && menu.loader().equals("u-boot")) {
            add(
                    "loader",
                    Verdict.UNKNOWN,
                    "U-Boot itself is in the board's memory or in front of the partitions",
                    menu.file().shown());
        }
        Choice choice = menu.choices().get(menu.chosen());
        add(
                "configuration",
                Verdict.OK,
                "%s offers %d entries; %s"
                        .formatted(menu.loader(), menu.choices().size(), menu.why()),
                menu.file().shown());
        return choice;
    }

    /** Without a loader's word: the newest kernel, which is most likely meant. */
    private @Nullable Choice fallback() {
        Kernel newest = null;
        VersionOrder order = new VersionOrder();
        for (Kernel kernel : findings.kernels()) {
            boolean newer = newest == null
                    || order.compare(
                                    kernel.version().orElse(""),
                                    newest.version().orElse(""))
                            > 0;
            newest = newer ? kernel : newest;
        }
        if (newest == null) {
            add("kernel", Verdict.UNKNOWN, "no kernel is in the guest: one from outside may start it", "/boot");
            return null;
        }
        return new Choice(
                new BootEntry(
                        "the newest kernel",
                        Optional.empty(),
                        "none",
                        Optional.of(newest.path()),
                        newest.initramfs().map(List::of).orElse(List.of()),
                        Optional.empty(),
                        false,
                        newest.path()),
                null);
    }

    private void start(Choice choice) {
        BootEntry entry = choice.entry();
        if (entry.kernel().isEmpty()) {
            String what = choice.assumed().isEmpty()
                    ? "\"%s\" starts no Linux kernel"
                    : "what \"%s\" starts is known to the board only";
            add("entry", Verdict.UNKNOWN, what.formatted(entry.title()), entry.source());
            return;
        }
        add(
                "entry",
                Verdict.OK,
                "\"%s\" starts %s".formatted(entry.title(), entry.kernel().get()),
                entry.source());
        String[] version = {""};
        attempt("kernel", () -> version[0] = kernel(choice));
        for (String path : entry.initramfs()) {
            attempt("initramfs", () -> initramfs(choice, path, version[0]));
        }
        if (entry.initramfs().isEmpty()) {
            add("initramfs", Verdict.OK, "none: the kernel has to have all drivers built in", entry.source());
        }
        String rootSpec = option(entry.options().orElse(""), "root");
        attempt("drivers", () -> drivers(version[0], rootSpec));
        root(rootSpec, choice);
    }

    /** What a loader does not find is missing, unless it may be told another name than the one that is written. */
    private static Verdict missing(String spelt, Choice choice) {
        return choice.assumed().isEmpty() && !spelt.contains("${") ? Verdict.BROKEN : Verdict.UNKNOWN;
    }

    private static String missingBecause(String spelt, Choice choice) {
        String why = missing(spelt, choice) == Verdict.BROKEN
                ? ""
                : "; the board decides "
                        + (choice.assumed().isEmpty() ? "a variable in its name" : "this: " + choice.assumed());
        return spelt + " is not there" + why;
    }

    /** @return its version, empty if that is not known */
    private String kernel(Choice choice) throws IOException {
        BootEntry entry = choice.entry();
        BootFile image = choice.image();
        if (image != null) {
            PortableExecutable headers = UnifiedKernels.headers(image);
            String version = headers == null ? null : UnifiedKernels.text(image, headers, ".uname");
            add("kernel", Verdict.OK, "in the unified image" + (version == null ? "" : ", " + version), image.shown());
            return version == null ? "" : version;
        }
        String spelt = entry.kernel().orElse("");
        BootFile file = files.find(spelt, null);
        if (file == null) {
            add("kernel", missing(spelt, choice), missingBecause(spelt, choice), entry.source());
            return "";
        }
        byte[] head = file.files().head(file.path(), KernelImage.LENGTH);
        Optional<KernelImage> kernel = head == null ? Optional.empty() : KernelImage.parse(head);
        String version = kernel.flatMap(KernelImage::version).orElseGet(() -> versionOf(file));
        if (head == null || head.length == 0) {
            add("kernel", Verdict.BROKEN, file.shown() + " is empty", entry.source());
        } else if (wrapped(head, file)) {
            return version;
        } else if (kernel.isEmpty()) {
            add("kernel", Verdict.UNKNOWN, file.shown() + " starts like no kernel that is known", entry.source());
        } else {
            add("kernel", Verdict.OK, "Linux " + version, file.shown());
        }
        return version;
    }

    /** Whether it has a header of U-Boot, whose sums then decide. */
    private boolean wrapped(byte[] head, BootFile file) throws IOException {
        try (InputStream in = file.files().open(file.path())) {
            UBootImage image = UBootImage.parse(head).orElse(null);
            if (image == null || in == null) {
                return false;
            }
            in.skipNBytes(UBootImage.LENGTH);
            image.check(in);
            boolean kernel = image.type() == UBootImage.KERNEL || image.type() == UBootImage.MULTI;
            add(
                    "kernel",
                    kernel ? Verdict.OK : Verdict.BROKEN,
                    kernel
                            ? "U-Boot image \"%s\", whose checksums are right".formatted(image.name())
                            : "U-Boot image of type %d, expected 2, a kernel".formatted(image.type()),
                    file.shown());
        } catch (CorruptDataException e) {
            add("kernel", Verdict.BROKEN, LinuxRules.describe(e), file.shown());
        }
        return true;
    }

    private String versionOf(BootFile file) {
        for (Kernel kernel : findings.kernels()) {
            if (kernel.path().equals(file.shown()) && kernel.version().isPresent()) {
                return kernel.version().get();
            }
        }
        return "";
    }

    private void initramfs(Choice choice, String spelt, String version) throws IOException {
        BootFile image = choice.image();
        BootFile file = image == null ? files.find(spelt, null) : image;
        if (file == null) {
            add(
                    "initramfs",
                    missing(spelt, choice),
                    missingBecause(spelt, choice),
                    choice.entry().source());
            return;
        }
        Initramfs content;
        try (InputStream in = file.files().open(file.path())) {
            if (in == null) {
                return;
            }
            content = Initramfs.read(image == null ? unwrapped(in, file) : section(in, image));
        } catch (CorruptDataException e) {
            modules = null;
            add("initramfs", Verdict.BROKEN, LinuxRules.describe(e), file.shown());
            return;
        } catch (UnsupportedFeatureException e) {
            modules = null;
            add("initramfs", Verdict.UNKNOWN, LinuxRules.describe(e), file.shown());
            return;
        }
        if (content.nested().isPresent()) {
            modules = null;
        } else if (modules != null) {
            Set<String> all = new TreeSet<>(modules);
            all.addAll(content.modules());
            modules = all;
        }
        lvmDevices = content.lvmDevices().orElse(lvmDevices);
        lvmFilters.putAll(content.lvmFilters());
        crypttab = content.crypttab().orElse(crypttab);
        initramfs = new InitramfsReport(
                file.shown(), content.layers(), content.entries(), content.modules(), content.microcode());
        boolean other = !version.isEmpty()
                && !content.versions().isEmpty()
                && !content.versions().contains(version);
        String detail = "%s: %d entries, %d modules"
                .formatted(
                        String.join(" + ", content.layers()),
                        content.entries(),
                        content.modules().size());
        if (other) {
            add(
                    "initramfs",
                    Verdict.BROKEN,
                    detail
                            + " for %s, while the kernel is %s"
                                    .formatted(String.join(", ", content.versions()), version),
                    file.shown());
        } else if (!content.init() && !content.microcode()) {
            add("initramfs", Verdict.BROKEN, detail + ", and no init", file.shown());
        } else {
            add(
                    "initramfs",
                    Verdict.OK,
                    detail
                            + content.nested()
                                    .map(why -> "; more that is not looked into: " + why)
                                    .orElse(""),
                    file.shown());
        }
    }

    private static InputStream section(InputStream in, BootFile image) throws IOException {
        PortableExecutable headers = UnifiedKernels.headers(image);
        PortableExecutable.Section section = headers == null ? null : headers.section(".initrd");
        if (section == null) {
            throw new CorruptDataException(image.shown() + ": no section .initrd");
        }
        in.skipNBytes(section.offset());
        return new LimitedStream(in, section.size());
    }

    /** What is behind the header of U-Boot, if there is one; the sum of all is taken first. */
    private static InputStream unwrapped(InputStream in, BootFile file) throws IOException {
        byte[] head = file.files().head(file.path(), UBootImage.LENGTH);
        UBootImage header = head == null ? null : UBootImage.parse(head).orElse(null);
        if (header == null) {
            return in;
        }
        try (InputStream again = file.files().open(file.path())) {
            if (again != null) {
                again.skipNBytes(UBootImage.LENGTH);
                header.check(again);
            }
        }
        if (header.type() != UBootImage.RAMDISK) {
            throw new CorruptDataException(
                    "U-Boot image header: ih_type at +0x1e is %d, expected 3, a RAM disk".formatted(header.type()));
        }
        in.skipNBytes(UBootImage.LENGTH);
        return new LimitedStream(in, header.size());
    }

    private void drivers(String version, @Nullable String rootSpec) throws IOException {
        Drivers drivers = new Drivers(Drivers.builtInto(version, guest), modules);
        String source = initramfs == null ? "modules.builtin of " + version : initramfs.path();
        List<String> missing = new ArrayList<>();
        for (String needed : RootNeeds.modules(storage)) {
            if (!drivers.has(needed)) {
                missing.add(needed.replace("|", " or "));
            }
        }
        Drivers.Bus named = virtio ? Drivers.VIRTIO : rootSpec == null ? null : Drivers.busOf(rootSpec);
        buses = drivers.buses();
        if (named != null && !drivers.has(named)) {
            missing.add(named.name());
        } else if (named == null && buses.isEmpty()) {
            missing.add("a driver of any bus that disks are on");
        }
        if (missing.isEmpty()) {
            add("drivers", Verdict.OK, "finds its root on " + String.join(", ", buses), source);
        } else if (drivers.isKnown()) {
            add(
                    "drivers",
                    Verdict.BROKEN,
                    "neither built in nor in the initramfs: " + String.join(", ", missing),
                    source);
        } else {
            add(
                    "drivers",
                    Verdict.UNKNOWN,
                    "not seen, and not all could be listed: " + String.join(", ", missing),
                    source);
        }
    }

    private void root(@Nullable String spec, Choice choice) {
        BootEntry entry = choice.entry();
        if (spec == null) {
            add(
                    "root",
                    Verdict.UNKNOWN,
                    entry.options().isEmpty() ? "no command line is known" : "the command line has no root=",
                    entry.source());
            return;
        }
        if (spec.contains("${")) {
            add("root", Verdict.UNKNOWN, "only the running loader knows root=" + spec, entry.source());
            return;
        }
        Storage root = storage.root();
        Storage found = storage.names().resolve(spec, root);
        if (found == null) {
            boolean device = DeviceNames.isDevice(spec) && choice.assumed().isEmpty();
            add(
                    "root",
                    device ? Verdict.BROKEN : Verdict.UNKNOWN,
                    "root=%s %s"
                            .formatted(spec, device ? "is on none of the disks" : "is no device that is known here"),
                    entry.source());
        } else if (!found.fileSystem().equals(root.fileSystem())) {
            add(
                    "root",
                    Verdict.UNKNOWN,
                    "root=%s is %s, the root of another system than %s".formatted(spec, found.device(), root.device()),
                    entry.source());
        } else if (isElsewhere(spec)) {
            add(
                    "root",
                    Verdict.BROKEN,
                    "root=%s is %s, which has another name on virtio".formatted(spec, found.device()),
                    entry.source());
        } else if (virtio && crypttab != null && !crypttab.elsewhere().isEmpty()) {
            add(
                    "root",
                    Verdict.BROKEN,
                    "root=%s needs %s of /%s in the initramfs, which has another name on virtio"
                            .formatted(spec, crypttab.elsewhere().getFirst(), crypttab.path()),
                    initramfs == null ? entry.source() : initramfs.path());
        } else if (virtio && lvmDevices != null && isOnLvm()) {
            add(
                    "root",
                    Verdict.BROKEN,
                    "root=%s is a volume of LVM, which uses only the devices listed in /%s of the initramfs, by ids of other hardware"
                            .formatted(spec, lvmDevices),
                    initramfs == null ? entry.source() : initramfs.path());
        } else if (virtio && !lvmFilters.isEmpty() && isOnLvm()) {
            Map.Entry<String, LvmConfiguration> filter =
                    lvmFilters.entrySet().iterator().next();
            add(
                    "root",
                    Verdict.BROKEN,
                    "root=%s is a volume of LVM, which finds no disks of virtio by /%s of the initramfs: %s"
                            .formatted(
                                    spec,
                                    filter.getKey(),
                                    filter.getValue().withoutVirtio().getFirst()),
                    initramfs == null ? entry.source() : initramfs.path());
        } else {
            boolean numbered = DeviceNames.isCounted(spec);
            add(
                    "root",
                    Verdict.OK,
                    "root=%s is %s%s"
                            .formatted(
                                    spec,
                                    found.device(),
                                    numbered ? ", by a name that another machine may give to another disk" : ""),
                    entry.source());
        }
    }

    /** Whether a name counts the disks of a bus that these are not on. */
    private boolean isElsewhere(String spec) {
        return virtio && DeviceNames.isElsewhereOnVirtio(spec);
    }

    private boolean isOnLvm() {
        for (String layer : storage.layers()) {
            if (layer.startsWith("lvm2")) {
                return true;
            }
        }
        return false;
    }

    /** The last value of an option on the command line. */
    static @Nullable String option(String commandLine, String name) {
        String value = null;
        for (String word : commandLine.split("[ \\t\\n]+")) {
            String plain = word.replace("\"", "");
            if (plain.startsWith(name + "=")) {
                value = plain.substring(name.length() + 1);
            }
        }
        return value;
    }

    private void fstab() throws IOException {
        String text = guest.text("etc/fstab");
        if (text == null) {
            return;
        }
        Fstab table = Fstab.parse(text);
        for (Fstab.BadLine bad : table.badLines()) {
            add("fstab", Verdict.UNKNOWN, bad.why(), "/etc/fstab:" + bad.line());
        }
        for (Fstab.Entry line : table.entries()) {
            if (virtio && line.isHostsFolder() && !line.hasOption("noauto") && !line.hasOption("nofail")) {
                add(
                        "fstab",
                        Verdict.BROKEN,
                        "%s for %s is a folder of another hypervisor's host (%s)"
                                .formatted(line.spec(), line.path(), line.type()),
                        "/etc/fstab:" + line.line());
            }
            if (!DeviceNames.isDevice(line.spec()) || line.hasOption("noauto")) {
                continue;
            }
            Storage found = storage.names().resolve(line.spec(), storage.root());
            Storage meant = found == null ? null : storage.names().subvolume(found, line);
            boolean swap = line.type().equals("swap");
            String what = "%s for %s".formatted(line.spec(), swap ? "swap" : line.path());
            String source = "/etc/fstab:" + line.line();
            if (meant != null && isElsewhere(line.spec())) {
                boolean needed =
                        !line.hasOption("nofail") && !swap && !line.path().equals("/");
                add(
                        "fstab",
                        needed ? Verdict.BROKEN : Verdict.OK,
                        "%s is %s, which has another name on virtio%s"
                                .formatted(what, meant.device(), needed ? "" : "; the start does not need it"),
                        source);
            } else if (meant != null) {
                add("fstab", Verdict.OK, what + " is " + meant.device(), source);
            } else if (line.hasOption("nofail") || swap) {
                add("fstab", Verdict.OK, what + " is not there, and the start does not need it", source);
            } else {
                add(
                        "fstab",
                        Verdict.BROKEN,
                        what + (found == null ? " is not there" : " has no such subvolume"),
                        source);
            }
        }
    }
}
