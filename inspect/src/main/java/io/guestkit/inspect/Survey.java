package io.guestkit.inspect;

import io.guestkit.DiskSet;
import io.guestkit.FoundFileSystem;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.fs.MountTree;
import io.guestkit.inspect.parse.Crypttab;
import io.guestkit.inspect.parse.Fstab;
import io.guestkit.inspect.report.Identity.OsType;
import io.guestkit.inspect.report.MediumReport;
import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.inspect.report.NoGuest;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.InstallationMedium;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.rule.OtherSystem;
import io.guestkit.inspect.rule.Role;
import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.inspect.storage.FirmwareEvidence;
import io.guestkit.inspect.storage.GuestStorage;
import io.guestkit.inspect.storage.MountTable;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.inspect.storage.SubvolumeRoots;
import io.guestkit.inspect.windows.DriveLetter;
import io.guestkit.io.Warning;
import io.guestkit.volume.Location;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.Partition;
import io.guestkit.volume.PartitionTable;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which guests are on the disks, and what belongs to each: everything but the rules. */
final class Survey {

    private final List<Storage> storages = new ArrayList<>();
    private final Map<String, GuestFileSystem> fileSystems = new HashMap<>();
    private final Map<String, Location> locations = new HashMap<>();
    private final List<DeviceNames.Opened> opened = new ArrayList<>();
    private final List<Storage> roots = new ArrayList<>();
    private final List<Storage> windowsRoots = new ArrayList<>();
    private final List<Storage> otherRoots = new ArrayList<>();
    private final List<Storage> userTrees = new ArrayList<>();
    /** File systems of OSTree. */
    private final List<Storage> deployed = new ArrayList<>();
    /** Device by device: what is mounted in a deployment without a line of fstab. */
    private final Map<String, List<MountTree.Mount>> ownMounts = new HashMap<>();

    private final List<MediumReport> media = new ArrayList<>();
    private final List<Guest> guests = new ArrayList<>();
    private final List<NotExamined> gaps = new ArrayList<>();
    private final Absences absences = new Absences();

    private Survey() {}

    static Survey of(DiskSet disks) {
        Survey survey = new Survey();
        survey.collect(disks);
        for (Storage storage : survey.storages) {
            survey.classify(storage);
        }
        for (Storage storage : survey.deployed) {
            survey.deployment(storage);
        }
        DeviceNames names = new DeviceNames(survey.storages);
        for (Storage root : survey.roots(names)) {
            try {
                survey.guests.add(survey.guest(OsType.LINUX, root, names));
            } catch (IOException e) {
                survey.gap(root, LinuxRules.code(e), LinuxRules.describe(e));
            }
        }
        for (Storage root : survey.otherRoots) {
            survey.other(root, names);
        }
        for (Storage root : survey.windowsRoots) {
            survey.guests.add(survey.withoutTable(OsType.WINDOWS, root, names));
        }
        survey.guests.sort(Comparator.comparingInt(guest -> survey.index(guest.root())));
        return survey;
    }

    /** In the order of their roots' disks and partitions. */
    List<Guest> guests() {
        return guests;
    }

    /** What could not be looked into, beside what the disks themselves say. */
    List<NotExamined> gaps() {
        return gaps;
    }

    /** Where a device is, on the way from the image. */
    Location location(String device) {
        return locations.getOrDefault(device, Location.of(device));
    }

    /**
     * For each volume why it holds no guest.
     *
     * @param gaps all that was not looked into
     */
    List<NoGuest> whyNone(List<NotExamined> gaps) {
        return absences.of(storages, locations, gaps);
    }

    private void collect(DiskSet disks) {
        Map<String, FoundFileSystem> found = new HashMap<>();
        Map<String, List<FoundFileSystem>> parts = new HashMap<>();
        Map<String, String> members = new HashMap<>();
        for (FoundFileSystem each : disks.fileSystems()) {
            if (each.isWhole()) {
                found.put(each.device(), each);
                each.members().forEach(member -> members.put(member.device(), each.device()));
            } else {
                parts.computeIfAbsent(each.volume().device(), volume -> new ArrayList<>())
                        .add(each);
            }
            locations.put(each.device(), each.location());
            if (each.fileSystem().isPresent()) {
                fileSystems.put(each.device(), each.fileSystem().get());
            }
        }
        Map<Location, String> places = new HashMap<>();
        Volume whole = null;
        for (Volume volume : disks.volumes()) {
            if (whole == null || volume.partition().isEmpty()) {
                whole = volume;
            }
            locations.putIfAbsent(volume.device(), volume.location());
            places.putIfAbsent(volume.location(), volume.device());
            String owner = members.getOrDefault(volume.device(), volume.device());
            Storage storage = storage(volume, whole, found.get(volume.device()), owner);
            storages.add(storage);
            if (volume.kind() == Volume.Kind.LUKS) {
                addOpened(volume, places, storage);
            }
            for (FoundFileSystem part : parts.getOrDefault(volume.device(), List.of())) {
                storages.add(part(part, storage));
            }
        }
    }

    /** @param places of the volumes that came before, among which is what this one was made of */
    private void addOpened(Volume volume, Map<Location, String> places, Storage inside) {
        List<String> layers = volume.location().layers();
        String device = places.get(new Location(layers.subList(0, layers.size() - 1)));
        if (device != null && volume.made().isPresent()) {
            Optional<String> uuid = volume.made().get().uuid();
            opened.add(new DeviceNames.Opened(device, uuid, inside));
            if (uuid.isPresent()) {
                storages.replaceAll(each -> each.device().equals(device) ? each.withUuid(uuid.get()) : each);
            }
        }
    }

    /** A subvolume, which is mounted by itself. */
    private Storage part(FoundFileSystem part, Storage whole) {
        GuestFileSystem opened = fileSystems.get(part.device());
        return new Storage(
                part.device(),
                whole.whole(),
                whole.disks(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                part.type(),
                part.label(),
                part.uuid(),
                opened == null ? null : opened.getPath("/"),
                part.subvolume(),
                part.volume().device());
    }

    private Storage storage(Volume volume, Volume whole, @Nullable FoundFileSystem content, String owner) {
        GuestFileSystem fileSystem = fileSystems.get(volume.device());
        return new Storage(
                volume.device(),
                whole.device(),
                volume.disks(),
                volume.aliases(),
                volume.partition(),
                volume.partition().isEmpty() ? volume.table() : Optional.empty(),
                content == null ? "" : content.type(),
                content == null ? Optional.empty() : content.label(),
                content == null ? Optional.empty() : content.uuid(),
                fileSystem == null ? null : fileSystem.getPath("/"),
                content == null ? Optional.empty() : content.subvolume(),
                owner);
    }

    private List<Storage> roots(DeviceNames names) {
        Map<String, Fstab> fstabs = new HashMap<>();
        for (Storage root : roots) {
            Fstab fstab = root.subvolume().isEmpty() ? null : fstab(root, new ArrayList<>());
            if (fstab != null) {
                fstabs.put(root.device(), fstab);
            }
        }
        return new SubvolumeRoots(roots, fstabs, names).roots();
    }

    private void classify(Storage storage) {
        Path root = storage.root();
        if (root == null) {
            return;
        }
        try {
            switch (Role.of(new GuestFiles(root))) {
                case LINUX_ROOT -> roots.add(storage);
                case WINDOWS_ROOT -> windowsRoots.add(storage);
                case WINDOWS_INSTALLER ->
                    gap(
                            storage,
                            NotExamined.Code.UNSUPPORTED,
                            "what Windows is installed from, and no installed system");
                case LINUX_USR -> {
                    userTrees.add(storage);
                    absences.note(storage, "the /usr of a system whose root is not here");
                }
                case OTHER_ROOT -> otherRoots.add(storage);
                case OSTREE -> deployed.add(storage);
                case ANDROID -> gap(storage, NotExamined.Code.UNSUPPORTED, "a system of Android is not examined");
                case UBUNTU_CORE ->
                    gap(
                            storage,
                            NotExamined.Code.UNSUPPORTED,
                            "Ubuntu Core has its root in a snap, which is not examined");
                case OTHER -> {
                    MediumReport medium = InstallationMedium.of(storage.device(), new GuestFiles(root));
                    if (medium == null) {
                        absences.noteContent(storage, new GuestFiles(root).names(""));
                    } else {
                        media.add(medium);
                        absences.note(
                                storage,
                                "%s medium: %s"
                                        .formatted(medium.kind(), medium.name().orElse("of unknown name")));
                    }
                }
            }
        } catch (IOException e) {
            gap(storage, LinuxRules.code(e), LinuxRules.describe(e));
        }
    }

    private int index(String device) {
        for (int i = 0; i < storages.size(); i++) {
            if (storages.get(i).device().equals(device)) {
                return i;
            }
        }
        return storages.size();
    }

    private void other(Storage root, DeviceNames names) {
        Path path = root.root();
        if (path == null) {
            return;
        }
        try {
            OsType osType = OtherSystem.of(new GuestFiles(path))
                    .map(OtherSystem::osType)
                    .orElse(OsType.DOS);
            guests.add(osType == OsType.DOS ? withoutTable(osType, root, names) : guest(osType, root, names));
        } catch (IOException e) {
            gap(root, LinuxRules.code(e), LinuxRules.describe(e));
        }
    }

    /** DOS and Windows have no mount table: their letters are another kind of name. */
    private Guest withoutTable(OsType osType, Storage root, DeviceNames names) {
        List<Warning> warnings = new ArrayList<>();
        Mountpoint mountpoint =
                new Mountpoint("/", Optional.of(root.device()), root.type(), Optional.empty(), Optional.empty());
        return new Guest(
                osType,
                root.device(),
                fileSystem(root),
                List.of(mountpoint),
                firmware(root, Map.of(), warnings),
                // its loader may be on any of the disks
                new GuestStorage(root, location(root.device()).layers(), names, storages),
                warnings);
    }

    /** Devices by the letters that a Windows has for them. */
    Map<String, String> devices(List<DriveLetter> letters) {
        Map<String, String> devices = new TreeMap<>();
        for (DriveLetter letter : letters) {
            for (Storage storage : storages) {
                if (isMeant(letter, storage)) {
                    devices.putIfAbsent(letter.letter(), storage.device());
                }
            }
        }
        return devices;
    }

    private boolean isMeant(DriveLetter letter, Storage storage) {
        Partition partition = storage.partition().orElse(null);
        if (partition == null || storage.subvolume().isPresent()) {
            return false;
        }
        if (letter.partitionGuid().isPresent()) {
            return letter.partitionGuid()
                    .get()
                    .equalsIgnoreCase(partition.uuid().orElse(""));
        }
        if (partition.offset() != letter.offset()) {
            return false;
        }
        for (Storage disk : storages) {
            PartitionTable table = disk.table().orElse(null);
            if (table != null && disk.device().equals(storage.whole())) {
                return table.kind().equals("mbr") && table.diskId().equals(letter.diskId());
            }
        }
        return false;
    }

    /** The deployment that starts by default stands for the file system that it is in. */
    private void deployment(Storage storage) {
        try {
            DeployedTree deployed = DeployedTree.in(storage, storages, fileSystems);
            if (deployed == null) {
                gap(storage, NotExamined.Code.UNSUPPORTED, "no boot entry names one of its deployments of OSTree");
                return;
            }
            fileSystems.put(storage.device(), deployed.tree());
            ownMounts.put(storage.device(), deployed.mounts());
            Storage root = storage.withRoot(deployed.tree().getPath("/"));
            storages.set(storages.indexOf(storage), root);
            roots.add(root);
        } catch (IOException e) {
            gap(storage, LinuxRules.code(e), LinuxRules.describe(e));
        }
    }

    /** Media that systems are installed from. */
    List<MediumReport> media() {
        return media;
    }

    private void gap(Storage storage, NotExamined.Code code, String reason) {
        gaps.add(new NotExamined(location(storage.device()), code, reason));
    }

    private Guest guest(OsType osType, Storage root, DeviceNames names) throws IOException {
        List<Warning> warnings = new ArrayList<>();
        String crypttab = text(root, "etc/crypttab", warnings);
        Fstab fstab = fstab(root, warnings);
        DeviceNames itsNames = fstab == null ? names : names.with(fstab, root);
        if (crypttab != null) {
            itsNames = itsNames.with(Crypttab.parse(crypttab), opened, root);
        }
        MountTable table = MountTable.of(fstab, root, itsNames);
        for (String doubt : table.doubts()) {
            warnings.add(new Warning(root.device() + " /etc/fstab", doubt));
        }
        Map<String, Storage> mounts = table.mounts();
        Storage usr = separateUsr(root, mounts);
        if (usr != null) {
            mounts.put("/usr", usr);
            warnings.add(new Warning(root.device(), usr.device() + " is taken for its /usr, though no fstab says so"));
        }
        return new Guest(
                osType,
                root.device(),
                mounted(root, mounts, warnings),
                table.mountpoints(),
                firmware(root, mounts, warnings),
                new GuestStorage(root, location(root.device()).layers(), itsNames, onDisksOf(root, mounts)),
                warnings);
    }

    /** Everything on the disks that a guest uses. */
    private List<Storage> onDisksOf(Storage root, Map<String, Storage> mounts) {
        Set<String> disks = disks(root, mounts);
        List<Storage> all = new ArrayList<>();
        for (Storage storage : storages) {
            if (storage.isOnAnyOf(disks)) {
                all.add(storage);
            }
        }
        return all;
    }

    private static Set<String> disks(Storage root, Map<String, Storage> mounts) {
        Set<String> disks = new HashSet<>(root.disks());
        for (Storage mounted : mounts.values()) {
            disks.addAll(mounted.disks());
        }
        return disks;
    }

    private static @Nullable Fstab fstab(Storage root, List<Warning> warnings) {
        String text = text(root, "etc/fstab", warnings);
        return text == null ? null : Fstab.parse(text);
    }

    private static @Nullable String text(Storage root, String file, List<Warning> warnings) {
        Path path = root.root();
        try {
            return path == null ? null : new GuestFiles(path).text(file);
        } catch (IOException e) {
            warnings.add(new Warning(root.device() + " /" + file, "cannot be read: " + LinuxRules.describe(e)));
            return null;
        }
    }

    /** A root whose /usr is empty and not in fstab has it beside itself, as images of CoreOS do. */
    private @Nullable Storage separateUsr(Storage root, Map<String, Storage> mounts) throws IOException {
        Path path = root.root();
        if (path == null
                || mounts.containsKey("/usr")
                || !new GuestFiles(path).names("usr").isEmpty()) {
            return null;
        }
        for (Storage candidate : userTrees) {
            if (candidate.isOnAnyOf(root.disks()) && !mounts.containsValue(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private GuestFileSystem mounted(Storage root, Map<String, Storage> mounts, List<Warning> warnings)
            throws IOException {
        GuestFileSystem alone = fileSystem(root);
        List<MountTree.Mount> all = new ArrayList<>(ownMounts.getOrDefault(root.device(), List.of()));
        for (Map.Entry<String, Storage> mount : mounts.entrySet()) {
            all.add(new MountTree.Mount(
                    mount.getKey(), fileSystem(mount.getValue()).reader()));
        }
        if (all.isEmpty()) {
            return alone;
        }
        try {
            return GuestFileSystem.of(MountTree.of(alone.reader(), all), root.device());
        } catch (IOException e) {
            warnings.add(new Warning(
                    root.device(),
                    "its mount table cannot be followed, the root stands alone: " + LinuxRules.describe(e)));
            return alone;
        }
    }

    private GuestFileSystem fileSystem(Storage storage) {
        GuestFileSystem opened = fileSystems.get(storage.device());
        if (opened == null) {
            throw new IllegalStateException(storage.device() + " has a root and no file system");
        }
        return opened;
    }

    private FirmwareEvidence firmware(Storage root, Map<String, Storage> mounts, List<Warning> warnings) {
        try {
            return FirmwareEvidence.on(disks(root, mounts), storages);
        } catch (IOException e) {
            warnings.add(new Warning(root.device(), "firmware is not known: " + LinuxRules.describe(e)));
            return FirmwareEvidence.NONE;
        }
    }
}
