package io.guestkit.guestfs.disks;

import io.guestkit.FoundFileSystem;
import io.guestkit.fs.FsInfo;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.fs.Subvolume;
import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.GuestfsException;
import io.guestkit.guestfs.GuestfsFileSystem;
import io.guestkit.guestfs.struct.Btrfssubvolume;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.volume.Location;
import io.guestkit.volume.NotExamined;
import io.guestkit.volume.NotExamined.Code;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The file systems on the volumes of an appliance, all of them mounted side by side and read-only. */
final class MountedFileSystems {

    /** Mounts at once, each of which costs the appliance memory. */
    private static final int MAX_MOUNTS = 512;

    /** A volume whose beginning is all zeros is empty rather than unknown. */
    private static final int EMPTY_CHECK = 64 << 10;

    private static final long TOP_SUBVOLUME = 5;

    private final Guestfs guestfs;
    private final Blkid blkid;
    private final List<Volume> volumes;
    private final List<FoundFileSystem> fileSystems = new ArrayList<>();
    private final List<NotExamined> notExamined = new ArrayList<>();
    /** Devices that belong to a file system that was found on another one. */
    private final Set<String> members = new HashSet<>();

    private int mounts;

    private MountedFileSystems(Guestfs guestfs, Blkid blkid, List<Volume> volumes) {
        this.guestfs = guestfs;
        this.blkid = blkid;
        this.volumes = volumes;
    }

    static MountedFileSystems of(Guestfs guestfs, Blkid blkid, List<Volume> volumes) {
        MountedFileSystems mounted = new MountedFileSystems(guestfs, blkid, volumes);
        for (Volume volume : volumes) {
            boolean divided = volume.partition().isEmpty() && volume.table().isPresent();
            if (!divided && volume.memberOf().isEmpty() && !mounted.members.contains(volume.device())) {
                mounted.look(volume);
            }
        }
        return mounted;
    }

    List<FoundFileSystem> fileSystems() {
        return fileSystems;
    }

    List<NotExamined> notExamined() {
        return notExamined;
    }

    private void look(Volume volume) {
        try {
            String type = blkid.type(volume.device());
            if (type.isEmpty()) {
                unknown(volume);
            } else if (type.equals("swap")) {
                fileSystems.add(unreadable(volume, List.of(), type));
            } else if (type.equals("btrfs")) {
                btrfs(volume);
            } else {
                plain(volume, type);
            }
        } catch (IOException e) {
            notExamined.add(NotExamined.of(volume.location(), e));
        }
    }

    private void unknown(Volume volume) throws IOException {
        int length = (int) Math.min(EMPTY_CHECK, volume.content().size());
        for (byte b : volume.content().readBytes(0, length)) {
            if (b != 0) {
                notExamined.add(
                        new NotExamined(volume.location(), Code.UNKNOWN, "holds something without a known signature"));
                return;
            }
        }
    }

    private void plain(Volume volume, String type) throws IOException {
        try {
            String place = mount(volume.device(), type, "ro");
            FsInfo info = info(volume.device(), type, place);
            add(volume, List.of(), volume.device(), volume.location().then(type), Optional.empty(), place, info);
        } catch (IOException e) {
            fileSystems.add(unreadable(volume, List.of(), type));
            notExamined.add(missed(volume.location().then(type), type, e));
        }
    }

    /** Every subvolume is mounted by itself, since one alone does not reach those beside it. */
    private void btrfs(Volume volume) throws IOException {
        List<Volume> further = further(volume);
        try {
            String whole = mount(volume.device(), "btrfs", "ro");
            FsInfo info = info(volume.device(), "btrfs", whole);
            long byDefault = guestfs.btrfsSubvolumeGetDefault(whole);
            List<Btrfssubvolume> listed = guestfs.btrfsSubvolumeList(whole);
            Location location = volume.location().then("btrfs");
            add(
                    volume,
                    further,
                    volume.device(),
                    location,
                    Optional.of(subvolume(byDefault, path(byDefault, listed), whole)),
                    whole,
                    info);
            if (byDefault != TOP_SUBVOLUME) {
                subvolume(volume, further, TOP_SUBVOLUME, "", info);
            }
            for (Btrfssubvolume each : listed) {
                long id = each.btrfssubvolumeId().longValue();
                if (id != byDefault) {
                    subvolume(volume, further, id, each.btrfssubvolumePath(), info);
                }
            }
        } catch (GuestfsException e) {
            if (fileSystems.stream().noneMatch(found -> found.device().equals(volume.device()))) {
                fileSystems.add(unreadable(volume, further, "btrfs"));
            }
            notExamined.add(missed(volume.location().then("btrfs"), "btrfs", e));
        }
    }

    private List<Volume> further(Volume first) throws IOException {
        List<String> devices = guestfs.btrfsFilesystemShow(first.device());
        List<Volume> further = new ArrayList<>();
        for (Volume volume : volumes) {
            if (devices.contains(volume.device()) && !volume.device().equals(first.device())) {
                further.add(volume);
                members.add(volume.device());
            }
        }
        return further;
    }

    private static String path(long id, List<Btrfssubvolume> listed) {
        for (Btrfssubvolume each : listed) {
            if (each.btrfssubvolumeId().longValue() == id) {
                return each.btrfssubvolumePath();
            }
        }
        return "";
    }

    private void subvolume(Volume volume, List<Volume> further, long id, String path, FsInfo info) {
        Location location = volume.location().then("btrfs").then("subvolume " + path);
        try {
            String place = mount(volume.device(), "btrfs", "ro,subvolid=" + id);
            Subvolume subvolume = subvolume(id, path, place);
            String device = "btrfsvol:" + volume.device() + "/" + path;
            add(volume, further, device, location, Optional.of(subvolume), place, info);
        } catch (IOException e) {
            notExamined.add(missed(location, "btrfs", e));
        }
    }

    private Subvolume subvolume(long id, String path, String place) throws IOException {
        Map<String, String> facts;
        try {
            facts = guestfs.btrfsSubvolumeShow(place);
        } catch (GuestfsException e) {
            if (id != TOP_SUBVOLUME) {
                throw e;
            }
            facts = Map.of(); // older tools tell nothing of the top, and libguestfs does not understand that
        }
        String parent = facts.getOrDefault("Parent UUID", "-");
        return new Subvolume(
                id,
                path,
                facts.getOrDefault("Flags", "-").contains("readonly"),
                !parent.equals("-") && !parent.isEmpty(),
                Optional.ofNullable(facts.get("UUID")));
    }

    /** @return where in the appliance it is then */
    private String mount(String device, String type, String options) throws IOException {
        if (mounts == MAX_MOUNTS) {
            throw new UnsupportedFeatureException("more than " + MAX_MOUNTS + " file systems are not mounted at once");
        }
        String place = "/" + mounts++;
        guestfs.mkmountpoint(place);
        try {
            guestfs.mountOptions(options, device, place);
        } catch (GuestfsException e) {
            if (!type.equals("xfs")) {
                throw e;
            }
            guestfs.mountOptions(options + ",nouuid", device, place); // a copy of one that is mounted already
        }
        return place;
    }

    /** What is reported of it; of ext, whose mount hides what it keeps for itself, the size from its superblock. */
    private FsInfo info(String device, String type, String place) throws IOException {
        FsInfo info = GuestfsFileSystem.info(
                guestfs, place, new GuestfsFileSystem.Names(type, blkid.label(device), blkid.uuid(device)));
        if (!type.equals("ext2") && !type.equals("ext3") && !type.equals("ext4")) {
            return info;
        }
        Map<String, String> facts = guestfs.tune2fsL(device);
        try {
            long block = Long.parseLong(facts.getOrDefault("Block size", ""));
            long count = Long.parseLong(facts.getOrDefault("Block count", ""));
            return new FsInfo(
                    info.type(),
                    info.label(),
                    info.uuid(),
                    Math.multiplyExact(count, block),
                    info.used(),
                    info.blockSize(),
                    List.of());
        } catch (NumberFormatException | ArithmeticException e) {
            return info; // it was mounted, so its own numbers are as good
        }
    }

    private void add(
            Volume volume,
            List<Volume> further,
            String device,
            Location location,
            Optional<Subvolume> subvolume,
            String place,
            FsInfo info)
            throws IOException {
        GuestFileSystem files = GuestfsFileSystem.readOnly(guestfs, info, place, device);
        fileSystems.add(new FoundFileSystem(
                volume,
                further,
                device,
                location,
                info.type(),
                info.label(),
                info.uuid(),
                info.size(),
                info.used(),
                subvolume,
                Optional.of(files)));
    }

    private FoundFileSystem unreadable(Volume volume, List<Volume> further, String type) {
        return new FoundFileSystem(
                volume,
                further,
                volume.device(),
                volume.location().then(type),
                type,
                name(blkid::label, volume.device()),
                name(blkid::uuid, volume.device()),
                volume.content().size(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private interface Question {
        Optional<String> ask(String device) throws IOException;
    }

    private static Optional<String> name(Question question, String device) {
        try {
            return question.ask(device);
        } catch (IOException e) {
            return Optional.empty(); // that it cannot be read is said anyway
        }
    }

    private static NotExamined missed(Location location, String type, IOException e) {
        return String.valueOf(e.getMessage()).contains("unknown filesystem type")
                ? new NotExamined(location, Code.UNSUPPORTED, "the appliance cannot mount " + type)
                : NotExamined.of(location, e);
    }
}
