package io.guestkit.inspect.windows;

import io.guestkit.inspect.rule.CaseBlindFiles;
import io.guestkit.inspect.rule.SystemRoot;
import io.guestkit.io.Warning;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The registry of a Windows that does not run: paths such as {@code HKLM\SOFTWARE\Microsoft} lead to keys of the hives on
 * its disks. Hives are opened when they are first asked for, and once.
 */
public final class WindowsRegistry implements Closeable {

    private static final String MACHINE = "HKEY_LOCAL_MACHINE";
    private static final String USERS = "HKEY_USERS";
    private static final String PROFILES = "Microsoft\\Windows NT\\CurrentVersion\\ProfileList";
    private static final String CLASSES = "_Classes";
    private static final String[] BCD = {"EFI/Microsoft/Boot/BCD", "Boot/BCD"};
    private static final int MAX_CONTROL_SET = 999;

    private final CaseBlindFiles files;
    private final List<Path> bootRoots;
    private final String systemRoot;
    private final Map<Path, Hive> hives = new LinkedHashMap<>();

    /**
     * Where a path leads.
     *
     * @param prefix of the key's path: what the root of the hive is called in the running system
     * @param path of the key inside the hive
     * @param note what was decided on the way, such as which control set is the current one
     */
    public record Place(Hive hive, String prefix, String path, Optional<String> note) {

        /** The key, if it is there. */
        public Optional<Key> key() throws IOException {
            return hive.find(path);
        }
    }

    private WindowsRegistry(CaseBlindFiles files, List<Path> bootRoots, String systemRoot) {
        this.files = files;
        this.bootRoots = List.copyOf(bootRoots);
        this.systemRoot = systemRoot;
    }

    /**
     * @param root of the file system that Windows is on
     * @param bootRoots roots of other file systems, on which the store of the boot loader may be
     * @return empty if there is no Windows
     */
    public static Optional<WindowsRegistry> of(Path root, List<Path> bootRoots) throws IOException {
        Optional<String> systemRoot = SystemRoot.find(root);
        return systemRoot.isEmpty()
                ? Optional.empty()
                : Optional.of(new WindowsRegistry(new CaseBlindFiles(root), bootRoots, systemRoot.get()));
    }

    CaseBlindFiles files() {
        return files;
    }

    /** Name of the directory of Windows, as stored. */
    public String systemRoot() {
        return systemRoot;
    }

    /** The file of one of the machine's hives, such as SOFTWARE; null if it is not there. */
    @Nullable
    Path hiveFile(String name) throws IOException {
        return files.file(systemRoot + "/System32/config/" + name);
    }

    /** One of the machine's hives; empty if it is not there. */
    Optional<Hive> hive(String name) throws IOException {
        Path file = hiveFile(name);
        return file == null ? Optional.empty() : Optional.of(open(file));
    }

    private Hive open(Path file) throws IOException {
        Hive hive = hives.get(file);
        if (hive == null) {
            hive = Hive.open(file);
            hives.put(file, hive);
        }
        return hive;
    }

    /** A hive file by its path in the guest. */
    public Hive hiveAt(String path) throws IOException {
        Path file = files.file(path);
        if (file == null) {
            throw new NoSuchFileException(path);
        }
        return open(file);
    }

    /** Name of the control set that the next start takes, such as {@code ControlSet001}. */
    Optional<String> currentControlSet(Hive system) throws IOException {
        Optional<Value> current = system.value("Select", "Current");
        OptionalLong number =
                current.isEmpty() ? OptionalLong.empty() : current.get().number();
        if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > MAX_CONTROL_SET) {
            return Optional.empty();
        }
        return Optional.of("ControlSet" + "%03d".formatted(number.getAsLong()));
    }

    /**
     * Where a path of the running system leads.
     *
     * @param path such as {@code HKLM\SYSTEM\CurrentControlSet\Services}, long or short names, any case
     * @throws NoSuchFileException if there is no such hive
     */
    public Place place(String path) throws IOException {
        List<String> names = new ArrayList<>(List.of(path.split("\\\\", -1)));
        names.removeIf(String::isEmpty);
        String top = names.isEmpty() ? "" : names.removeFirst().toUpperCase(Locale.ROOT);
        return switch (top) {
            case "HKLM", MACHINE -> machine(path, names);
            case "HKU", USERS -> user(path, names);
            case "HKCR", "HKEY_CLASSES_ROOT" -> {
                names.addAll(0, List.of("SOFTWARE", "Classes"));
                yield machine(path, names);
            }
            default ->
                throw new NoSuchFileException(
                        path, null, "a path starts with HKLM\\SOFTWARE, HKLM\\SYSTEM, HKU\\.DEFAULT or the like");
        };
    }

    private Place machine(String path, List<String> names) throws IOException {
        String name = names.isEmpty() ? "" : names.removeFirst().toUpperCase(Locale.ROOT);
        String rest = String.join("\\", names);
        String prefix = MACHINE + "\\" + name;
        if (name.equals("BCD00000000")) {
            return new Place(bcd(path), prefix, rest, Optional.empty());
        }
        boolean known = switch (name) {
            case "SOFTWARE", "SYSTEM", "SAM", "SECURITY", "COMPONENTS", "DRIVERS" -> true;
            default -> false;
        };
        Hive hive = known ? hive(name).orElse(null) : null;
        if (hive == null) {
            throw new NoSuchFileException(path, null, "no hive " + name + " in " + systemRoot + "/System32/config");
        }
        if (name.equals("SYSTEM") && !names.isEmpty() && names.getFirst().equalsIgnoreCase("CurrentControlSet")) {
            Optional<String> current = currentControlSet(hive);
            if (current.isPresent()) {
                names.set(0, current.get());
                return new Place(
                        hive,
                        prefix,
                        String.join("\\", names),
                        Optional.of("CurrentControlSet is " + current.get() + ", as Select\\Current says"));
            }
        }
        return new Place(hive, prefix, rest, Optional.empty());
    }

    private Hive bcd(String path) throws IOException {
        List<CaseBlindFiles> all = new ArrayList<>();
        all.add(files);
        for (Path root : bootRoots) {
            all.add(new CaseBlindFiles(root));
        }
        for (String name : BCD) {
            for (CaseBlindFiles each : all) {
                Path file = each.file(name);
                if (file != null) {
                    return open(file);
                }
            }
        }
        throw new NoSuchFileException(path, null, "no file EFI\\Microsoft\\Boot\\BCD or Boot\\BCD on the disks");
    }

    private Place user(String path, List<String> names) throws IOException {
        String sid = names.isEmpty() ? "" : names.removeFirst();
        String prefix = USERS + "\\" + sid;
        String rest = String.join("\\", names);
        if (sid.equalsIgnoreCase(".DEFAULT") || sid.equalsIgnoreCase("S-1-5-18")) {
            Hive hive = hive("DEFAULT")
                    .orElseThrow(() -> new NoSuchFileException(path, null, "no hive DEFAULT in " + systemRoot));
            return new Place(hive, prefix, rest, Optional.empty());
        }
        boolean classes = sid.toLowerCase(Locale.ROOT).endsWith(CLASSES.toLowerCase(Locale.ROOT));
        String owner = classes ? sid.substring(0, sid.length() - CLASSES.length()) : sid;
        for (Profile profile : profiles()) {
            if (profile.sid().equalsIgnoreCase(owner)) {
                String file =
                        profile.path() + (classes ? "/AppData/Local/Microsoft/Windows/UsrClass.dat" : "/NTUSER.DAT");
                return new Place(hiveAt(file), prefix, rest, Optional.empty());
            }
        }
        throw new NoSuchFileException(path, null, "no profile of " + owner + " in ProfileList");
    }

    /**
     * A user's profile.
     *
     * @param path of its directory from the root of the file system, with slashes
     */
    record Profile(String sid, String path) {}

    /** Profiles on the disk of Windows. */
    List<Profile> profiles() throws IOException {
        List<Profile> profiles = new ArrayList<>();
        Hive software = hive("SOFTWARE").orElse(null);
        Key list = software == null ? null : software.find(PROFILES).orElse(null);
        if (list != null) {
            for (Key key : list.subkeys()) {
                Optional<Value> image = key.value("ProfileImagePath");
                String path = image.isEmpty() ? null : onDisk(image.get().text());
                if (path != null) {
                    profiles.add(new Profile(key.name(), path));
                }
            }
        }
        return profiles;
    }

    /** What a path of Windows is from the root of its file system; null if it names something else. */
    @Nullable
    String onDisk(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        String rest;
        if (lower.startsWith("%systemroot%")) {
            rest = systemRoot + path.substring("%systemroot%".length());
        } else if (lower.startsWith("%systemdrive%")) {
            rest = path.substring("%systemdrive%".length());
        } else if (path.length() > 2 && path.charAt(1) == ':') {
            rest = path.substring(2);
        } else {
            return null;
        }
        return rest.replace('\\', '/');
    }

    /** Doubts about the hives that were opened. */
    public List<Warning> warnings() {
        List<Warning> warnings = new ArrayList<>();
        for (Hive hive : hives.values()) {
            warnings.addAll(hive.warnings());
        }
        return warnings;
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (Hive hive : hives.values()) {
            try {
                hive.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
