package io.guestkit.migrate.efi;

import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.Operation;
import io.guestkit.registry.Hive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The folder {@code EFI} of an EFI system partition, by its path in the guest or by the partition's device. */
public final class EfiPartition {

    /** GUID of EFI system partitions, and the type of them in an MBR. UEFI specification 2.10, 5.2.2 and 5.3.3. */
    private static final Set<String> TYPES = Set.of("c12a7328-f81f-11d2-ba4b-00a0c93ec93b", "ef");

    /** What ends the names of programs for an architecture. */
    private static final Map<String, String> SUFFIXES =
            Map.of("x86_64", "x64", "i386", "ia32", "aarch64", "aa64", "arm", "arm", "riscv64", "riscv64");

    private final Draft draft;
    private final GuestFiles files;
    /** Null if it is mounted, so that its files are the guest's. */
    private final @Nullable String device;
    /** Path of the folder. */
    private final String folder;

    private EfiPartition(Draft draft, GuestFiles files, @Nullable String device, String folder) {
        this.draft = draft;
        this.files = files;
        this.device = device;
        this.folder = folder;
    }

    /** What ends the names of EFI programs for a processor, such as {@code x64}; null if that is not known. */
    public static @Nullable String suffix(String architecture) {
        return SUFFIXES.get(architecture);
    }

    /** The one that the guest mounts at a path, or has its files at; null if no folder {@code EFI} is there. */
    public static @Nullable EfiPartition at(Draft draft, String path) throws IOException {
        String efi = name(draft.files(), path, "EFI");
        return efi == null ? null : new EfiPartition(draft, draft.files(), null, path + "/" + efi);
    }

    /** Devices of those that the guest mounts nowhere. */
    public static List<String> unmountedDevices(Draft draft) {
        List<String> devices = new ArrayList<>();
        for (Storage each : unmountedStorages(draft)) {
            devices.add(each.device());
        }
        return devices;
    }

    /** Those that the guest mounts nowhere, as far as they can be read and have the folder. */
    public static List<EfiPartition> unmounted(Draft draft) throws IOException {
        List<EfiPartition> all = new ArrayList<>();
        for (Storage each : unmountedStorages(draft)) {
            GuestFiles files = each.root() == null ? null : new GuestFiles(each.root());
            String efi = files == null ? null : name(files, "/", "EFI");
            if (files != null && efi != null) {
                all.add(new EfiPartition(draft, files, each.device(), "/" + efi));
            }
        }
        return all;
    }

    private static List<Storage> unmountedStorages(Draft draft) {
        Set<String> mounted = new HashSet<>();
        for (Mountpoint each : draft.report().mountpoints()) {
            each.device().ifPresent(mounted::add);
        }
        List<Storage> all = new ArrayList<>();
        for (Storage each : draft.storage().all()) {
            boolean efi = each.partition().isPresent()
                    && TYPES.contains(each.partition().get().type().toLowerCase(Locale.ROOT));
            if (efi && each.type().equals("vfat") && !mounted.contains(each.device())) {
                all.add(each);
            }
        }
        return all;
    }

    /** Names in a folder; none if there is no such folder. @param inside from the folder EFI, empty for that itself */
    public List<String> names(String inside) throws IOException {
        return files.names(path(inside));
    }

    /** How a name is spelt in a folder, where names have no case; null if there is none. */
    public @Nullable String spelling(String inside, String name) throws IOException {
        return name(files, path(inside), name);
    }

    private static @Nullable String name(GuestFiles files, String directory, String name) throws IOException {
        for (String each : files.names(directory)) {
            if (each.equalsIgnoreCase(name)) {
                return each;
            }
        }
        return null;
    }

    /** How a path is spelt from the folder EFI on; null if nothing is there. */
    public @Nullable String spelling(String... names) throws IOException {
        StringBuilder path = new StringBuilder();
        for (String name : names) {
            String spelling = spelling(path.toString(), name);
            if (spelling == null) {
                return null;
            }
            path.append(path.isEmpty() ? "" : "/").append(spelling);
        }
        return path.toString();
    }

    /** A registry hive in it. The caller closes it. */
    public Hive hive(String inside) throws IOException {
        return Hive.open(files.root().resolve(path(inside).substring(1)));
    }

    /** Deletes a key of a hive in it. */
    public void deleteKey(String inside, String key, String reason, List<String> evidence) {
        draft.add(reason, evidence, new Operation.DeleteRegistryKey(Optional.ofNullable(device), path(inside), key));
    }

    private String path(String inside) {
        return inside.isEmpty() ? folder : folder + "/" + inside;
    }

    /** Where a file in it is, for people. */
    public String shown(String inside) {
        return device == null ? path(inside) : device + ":" + path(inside);
    }

    /** Copies a file in it to where nothing is, both from the folder EFI; makes the folders. */
    public void copy(String from, String to, String reason, List<String> evidence) throws IOException {
        if (device == null) {
            draft.copy(path(from), path(to), reason, evidence);
        } else {
            draft.copyOn(device, files, path(from), path(to), reason, evidence);
        }
    }

    /**
     * Makes sure that a loader stands where firmware looks that knows of no entry.
     *
     * @param wanted name of the program there
     * @param loaders paths from the folder EFI: the first is copied to that name, the others beside it under their own
     */
    public void fallback(String wanted, List<String> loaders) throws IOException {
        String boot = spelling("", "BOOT");
        String place = (boot == null ? "BOOT" : boot) + "/";
        String reason = "firmware that does not know the guest looks only for EFI/BOOT/" + wanted;
        List<String> evidence = new ArrayList<>();
        for (String loader : loaders) {
            evidence.add(shown(loader));
        }
        copy(loaders.getFirst(), place + wanted, reason, evidence);
        for (String further : loaders.subList(1, loaders.size())) {
            String name = further.substring(further.lastIndexOf('/') + 1);
            if (boot == null || spelling(boot, name) == null) {
                copy(further, place + name, reason, evidence);
            }
        }
    }

    /** Whether a program stands where firmware looks that knows of no entry. */
    public boolean hasFallback(String wanted) throws IOException {
        String boot = spelling("", "BOOT");
        return boot != null && spelling(boot, wanted) != null;
    }
}
