package io.guestkit.migrate.fix;

import io.guestkit.DiskSet;
import io.guestkit.OpenOptions;
import io.guestkit.inspect.Guest;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.rule.GuestFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks whether a plan still fits its images, by the native readers: without an appliance, and without writing anything. */
public final class FixPreview {

    /** @param problem why the step could not be done as it stands in the plan */
    public record Misfit(String id, String problem) {}

    private final GuestFiles files;
    /** What earlier steps change, so that nothing can be said of it. */
    private final Set<String> changed = new HashSet<>();
    /** What they delete or move, and where to, so that nothing can be said of what is below it. */
    private final Set<String> displaced = new HashSet<>();

    private FixPreview(GuestFiles files) {
        this.files = files;
    }

    /**
     * The steps that would not do what the plan says, for the guest or a file of this machine has changed since.
     *
     * @param skip ids of steps that are not wanted
     * @return empty if all would; what programs of the guest do is not known before they run
     * @throws FixException if the images are not those of the plan, or its guest is not there
     */
    public static List<Misfit> of(FixPlan plan, OpenOptions open, Set<String> skip) throws IOException {
        plan.requireSteps(skip);
        try (DiskSet disks = plan.open(open)) {
            for (Guest guest : Inspector.guests(disks)) {
                if (guest.root().equals(plan.root())) {
                    return new FixPreview(new GuestFiles(guest.fileSystem().getPath("/"))).misfits(plan, skip);
                }
            }
        }
        throw new FixException("the images have no guest on %s any more".formatted(plan.root()));
    }

    private List<Misfit> misfits(FixPlan plan, Set<String> skip) throws IOException {
        List<Misfit> misfits = new ArrayList<>();
        for (FixStep step : plan.steps()) {
            if (skip.contains(step.id())) {
                continue;
            }
            String problem = problem(step.operation());
            if (problem != null) {
                misfits.add(new Misfit(step.id(), problem));
            }
            changed.add(step.operation().subject());
            if (step.operation() instanceof Operation.Move move) {
                displaced.addAll(List.of(move.from(), move.path()));
            } else if (step.operation() instanceof Operation.Delete delete) {
                displaced.add(delete.path());
            }
            if (step.operation() instanceof Operation.RunCommand command) {
                changed.addAll(command.writes());
            }
        }
        return misfits;
    }

    private boolean isChanged(String path) {
        for (String each : displaced) {
            if (PlannedFiles.isAtOrBelow(path, each)) {
                return true;
            }
        }
        return changed.contains(path);
    }

    private @Nullable String problem(Operation operation) throws IOException {
        if (isChanged(operation.subject())) {
            return null;
        }
        return switch (operation) {
            case Operation.EditFile edit -> {
                String changed = content(edit.path(), edit.before());
                yield changed == null ? edited(edit) : changed;
            }
            case Operation.WriteFile write -> replaced(write.path(), write.replaces());
            case Operation.CopyIn copy -> {
                String source = source(copy);
                yield source == null ? replaced(copy.path(), copy.replaces()) : source;
            }
            case Operation.CopyFile copy -> copy.device().isPresent() ? null : content(copy.from(), copy.sha256());
            case Operation.MakeSymlink link -> link(link);
            case Operation.Move move -> moved(move);
            case Operation.Truncate truncate -> present(truncate.path());
            case Operation.SetPermissions permissions -> present(permissions.path());
            case Operation.AddDrivers drivers -> present(drivers.path());
            case Operation.SetRegistryValue value -> present(value.hive());
            case Operation.DeleteRegistryKey key -> key.device().isPresent() ? null : present(key.hive());
            case Operation.MakeDirectory directory -> null;
            case Operation.Delete delete -> null;
            case Operation.RunCommand command -> null;
        };
    }

    private static @Nullable String source(Operation.CopyIn copy) throws IOException {
        String found = HostFile.named(copy.source()).sha256();
        return found.equals(copy.sha256()) ? null : copy.source() + " has changed";
    }

    private @Nullable String present(String path) throws IOException {
        return files.exists(path) || isChanged(path) ? null : path + " is not there";
    }

    /** What is to be there before. */
    private @Nullable String content(String path, String sha256) throws IOException {
        if (isChanged(path)) {
            return null;
        }
        try (InputStream in = files.open(path)) {
            if (in == null) {
                return path + " is not there";
            }
            return Draft.sha256(in).equals(sha256) ? null : path + " has changed";
        }
    }

    /** What is wrong with a diff to a file that is as it was: somebody has edited the plan. */
    private @Nullable String edited(Operation.EditFile edit) throws IOException {
        byte[] before = files.head(edit.path(), GuestFiles.SMALL + 1);
        if (before == null) {
            return edit.path() + " is not there";
        }
        try {
            return TextFile.sha256(UnifiedDiff.edited(edit, before)).equals(edit.after())
                    ? null
                    : "the diff makes another text of " + edit.path() + " than the plan says";
        } catch (FixException e) {
            return "the diff does not fit " + edit.path() + ": " + e.getMessage();
        }
    }

    private @Nullable String moved(Operation.Move move) throws IOException {
        if (!isChanged(move.from())) {
            Fingerprint found = Fingerprint.of(files, move.from());
            if (found == null || !found.sha256().equals(move.sha256())) {
                return move.from() + (found == null ? " is not there" : " has changed");
            }
        }
        return replaced(move.path(), Optional.empty());
    }

    private @Nullable String replaced(String path, Optional<String> replaces) throws IOException {
        if (replaces.isPresent()) {
            return content(path, replaces.get());
        }
        return files.isEntry(path) ? path + " is there, and was not" : null;
    }

    private @Nullable String link(Operation.MakeSymlink link) throws IOException {
        boolean fits = link.replaces().isPresent()
                ? link.replaces().get().equals(files.linkTarget(link.path()))
                : !files.isEntry(link.path());
        return fits ? null : link.path() + " has changed";
    }
}
