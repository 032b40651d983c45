package io.guestkit.migrate.fix;

import io.guestkit.Disk;
import io.guestkit.DiskSet;
import io.guestkit.inspect.Guest;
import io.guestkit.inspect.Inspection;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.report.Identity;
import io.guestkit.inspect.report.Mountpoint;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.Target;
import io.guestkit.volume.LayerVolume;
import io.guestkit.volume.Location;
import io.guestkit.volume.Volume;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds out what has to change in a guest. Reads only, and runs nothing. */
public final class FixPlanner {

    private static final Set<String> NOT_MOUNTED = Set.of("swap", "proc", "sysfs", "tmpfs", "devpts", "none");

    private FixPlanner() {}

    /**
     * Makes a plan.
     *
     * @param book what to ask
     * @param root device of the guest's root file system; may be empty if there is only one guest on the disks
     * @throws UnsupportedFeatureException if there is no guest, no guest of that root, several without a choice, if no
     *     fixes are known for its system, or if it cannot have what the options want
     * @throws IllegalArgumentException if the options name what is not there, or contradict each other
     */
    public static FixPlan plan(DiskSet disks, RuleBook book, Target target, FixOptions options, Optional<String> root)
            throws IOException {
        Inspection inspection = Inspector.inspect(disks, Set.of(target.bootCheck()));
        int index = choose(inspection, root);
        Guest guest = inspection.guests().get(index);
        GuestReport report = inspection.report().guests().get(index);
        Draft draft =
                new Draft(new GuestFiles(guest.fileSystem().getPath("/")), guest.storage(), report, target, options);
        List<FixRule> all = book.rules(report.identity());
        if (all.isEmpty()) {
            throw new UnsupportedFeatureException("no fixes are known for a guest of type " + type(report.identity()));
        }
        requireGranted(all, options, type(report.identity()));
        ask(all, draft);
        return new FixPlan(
                target,
                images(disks),
                guest.root(),
                system(report.identity()),
                locked(disks),
                mounts(guest),
                draft.steps(),
                draft.notes());
    }

    private static String type(Identity identity) {
        return identity.osType().name().toLowerCase(Locale.ROOT);
    }

    /**
     * Makes sure that nothing is wanted which no rule would look at.
     *
     * @param type of the guest, for people
     */
    static void requireGranted(List<FixRule> all, FixOptions options, String type) throws UnsupportedFeatureException {
        for (FixOptions.Wish wish : options.wishes()) {
            List<String> granting = new ArrayList<>();
            boolean granted = false;
            for (FixRule rule : all) {
                if (rule.grants().contains(wish)) {
                    granting.add(rule.name());
                    granted |= isAsked(rule, options);
                }
            }
            if (granting.isEmpty()) {
                throw new UnsupportedFeatureException(
                        "%s: there is nothing of the kind in a guest of type %s".formatted(wish, type));
            }
            if (!granted) {
                throw new IllegalArgumentException("%s needs the rule %s, which is not to be asked"
                        .formatted(wish, String.join(" or ", granting)));
            }
        }
    }

    private static boolean isAsked(FixRule rule, FixOptions options) {
        return (options.rules().isEmpty() || options.rules().contains(rule.name()))
                && !options.withoutRules().contains(rule.name());
    }

    /** Asks those of the rules that the options want. */
    static void ask(List<FixRule> all, Draft draft) throws IOException {
        FixOptions options = draft.options();
        requireKnown(options.rules(), all);
        requireKnown(options.withoutRules(), all);
        for (FixRule rule : all) {
            if (isAsked(rule, options)) {
                draft.begin(rule);
                rule.plan(draft);
            }
        }
    }

    /** Which rules are for which kind of guest. */
    @FunctionalInterface
    public interface RuleBook {

        /** In the order in which they are to be asked; empty if nothing is known about such guests. */
        List<FixRule> rules(Identity guest);
    }

    private static void requireKnown(List<String> names, List<FixRule> rules) {
        for (String name : names) {
            List<String> known = new ArrayList<>();
            for (FixRule rule : rules) {
                known.add(rule.name());
            }
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "no rule is called " + name + "; there are " + String.join(", ", known));
            }
        }
    }

    private static int choose(Inspection inspection, Optional<String> root) throws UnsupportedFeatureException {
        List<String> roots = new ArrayList<>();
        for (Guest guest : inspection.guests()) {
            roots.add(guest.root());
        }
        if (roots.isEmpty()) {
            throw new UnsupportedFeatureException("no guest is on the disks, so there is nothing to fix");
        }
        if (root.isEmpty() && roots.size() > 1) {
            throw new UnsupportedFeatureException(
                    "several guests are on the disks; choose one by its root: " + String.join(", ", roots));
        }
        int index = root.isEmpty() ? 0 : roots.indexOf(root.get());
        if (index < 0) {
            throw new UnsupportedFeatureException(
                    "no guest has its root on " + root.get() + "; there are " + String.join(", ", roots));
        }
        return index;
    }

    private static List<FixPlan.Image> images(DiskSet disks) {
        List<FixPlan.Image> images = new ArrayList<>();
        for (Disk disk : disks.disks()) {
            images.add(new FixPlan.Image(
                    disk.path().toString(),
                    disk.image().info().format().id(),
                    disk.image().info().virtualSize()));
        }
        return images;
    }

    /** @see Volume.Kind#LUKS */
    private static List<FixPlan.Locked> locked(DiskSet disks) {
        Map<Location, String> places = new HashMap<>();
        List<FixPlan.Locked> locked = new ArrayList<>();
        for (Volume volume : disks.volumes()) {
            places.putIfAbsent(volume.location(), volume.device());
            if (volume.kind() == Volume.Kind.LUKS) {
                List<String> layers = volume.location().layers();
                String device = places.get(new Location(layers.subList(0, layers.size() - 1)));
                String uuid = volume.made().flatMap(LayerVolume::uuid).orElse("");
                if (device != null) {
                    locked.add(new FixPlan.Locked(
                            device,
                            uuid,
                            volume.device().substring(volume.device().lastIndexOf('/') + 1)));
                }
            }
        }
        return locked;
    }

    private static String system(Identity identity) {
        String name = identity.osName().or(identity::distro).orElse("unknown");
        return identity.hostname().map(host -> name + ", " + host).orElse(name);
    }

    private static List<FixPlan.Mount> mounts(Guest guest) {
        List<FixPlan.Mount> mounts = new ArrayList<>();
        mounts.add(new FixPlan.Mount(guest.root(), "/"));
        for (Mountpoint each : guest.mountpoints()) {
            boolean mounted = each.path().startsWith("/") && !each.path().equals("/");
            if (mounted && each.device().isPresent() && !NOT_MOUNTED.contains(each.fsType())) {
                mounts.add(new FixPlan.Mount(each.device().get(), each.path()));
            }
        }
        mounts.sort(Comparator.comparing(FixPlan.Mount::path));
        return mounts;
    }
}
