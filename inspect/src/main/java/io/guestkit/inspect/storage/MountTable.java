package io.guestkit.inspect.storage;

import io.guestkit.inspect.parse.Fstab;
import io.guestkit.inspect.report.Mountpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A guest's own mount table on the disks at hand.
 *
 * @param mountpoints every line of fstab that mounts something, resolved or not, and the root; by path
 * @param mounts what is mounted where below the root, as far as it can be read: what a tree is built from
 * @param doubts lines that make no sense or name a device that is not there
 */
public record MountTable(List<Mountpoint> mountpoints, Map<String, Storage> mounts, List<String> doubts) {

    private static final Comparator<Mountpoint> BY_PATH = new Comparator<>() {
        @Override
        public int compare(Mountpoint one, Mountpoint other) {
            return one.path().compareTo(other.path());
        }
    };

    /** Places that a running kernel fills. */
    private static final List<String> KERNEL = List.of("/proc", "/sys", "/dev", "/selinux");

    /** @param fstab null if the guest has none */
    public static MountTable of(@Nullable Fstab fstab, Storage root, DeviceNames names) {
        List<Mountpoint> mountpoints = new ArrayList<>();
        Map<String, Storage> mounts = new LinkedHashMap<>();
        List<String> doubts = new ArrayList<>();
        boolean rootSeen = false;
        if (fstab != null) {
            for (Fstab.BadLine bad : fstab.badLines()) {
                doubts.add("line %d: %s".formatted(bad.line(), bad.why()));
            }
            for (Fstab.Entry entry : fstab.entries()) {
                Storage whole = names.resolve(entry.spec(), root);
                Storage meant = whole == null ? null : names.subvolume(whole, entry);
                if (entry.path().equals("/")) {
                    if (rootSeen) {
                        doubts.add("line %d: a second line for /".formatted(entry.line()));
                        continue;
                    }
                    rootSeen = true;
                    // without a word about subvolumes, the boot loader says which one is the root
                    boolean bootLoaders = meant != null
                            && meant.fileSystem().equals(root.fileSystem())
                            && !DeviceNames.namesSubvolume(entry);
                    if (meant == null || !meant.device().equals(root.device()) && !bootLoaders) {
                        doubts.add("line %d: %s is not %s, where this fstab is"
                                .formatted(entry.line(), entry.spec(), root.device()));
                    } else if (names.isOtherOrder()) {
                        doubts.add("line %d: %s is %s: the guest counts its disks in another order than they are given"
                                .formatted(entry.line(), entry.spec(), root.device()));
                    }
                    meant = root;
                } else if (meant == null && whole != null) {
                    doubts.add("line %d: %s for %s has no such subvolume (%s)"
                            .formatted(entry.line(), entry.spec(), entry.path(), entry.options()));
                } else if (meant == null && DeviceNames.isDevice(entry.spec())) {
                    doubts.add("line %d: %s for %s is not on the disks given"
                            .formatted(
                                    entry.line(), entry.spec(), entry.path().equals("none") ? "swap" : entry.path()));
                }
                if (entry.path().startsWith("/")) {
                    mountpoints.add(mountpoint(entry, meant));
                }
                mount(entry, meant, mounts, doubts);
            }
        }
        if (!rootSeen) {
            mountpoints.add(
                    new Mountpoint("/", Optional.of(root.device()), root.type(), Optional.empty(), Optional.empty()));
        }
        mountpoints.sort(BY_PATH);
        return new MountTable(List.copyOf(mountpoints), mounts, List.copyOf(doubts));
    }

    private static Mountpoint mountpoint(Fstab.Entry entry, @Nullable Storage meant) {
        String type = meant != null && entry.type().equals("auto") ? meant.type() : entry.type();
        return new Mountpoint(
                entry.path(),
                meant == null ? Optional.empty() : Optional.of(meant.device()),
                type,
                Optional.of(entry.options()),
                Optional.of(entry.spec()));
    }

    private static void mount(
            Fstab.Entry entry, @Nullable Storage meant, Map<String, Storage> mounts, List<String> doubts) {
        String path = entry.path();
        if (meant == null || meant.root() == null || path.equals("/") || !path.startsWith("/") || isKernels(path)) {
            return;
        }
        if (mounts.putIfAbsent(path, meant) != null) {
            doubts.add("line %d: a second line for %s".formatted(entry.line(), path));
        }
    }

    private static boolean isKernels(String path) {
        for (String place : KERNEL) {
            if (path.equals(place) || path.startsWith(place + "/")) {
                return true;
            }
        }
        return false;
    }
}
