package io.guestkit.migrate.fix;

import io.guestkit.inspect.boot.Initramfs;
import io.guestkit.inspect.report.Application;
import io.guestkit.inspect.report.GuestReport;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.storage.GuestStorage;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.io.CorruptDataException;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks up, by the native readers, whether operations have had their effect. */
final class Reading {

    /** Lists of modules have some MiB. */
    private static final int MAX_TEXT = 16 << 20;

    private final GuestFiles files;
    private final GuestStorage storage;
    private final GuestReport report;
    private final Map<FixStep, Later> later = new HashMap<>();

    /**
     * What later steps of a plan rightly do to what one left.
     *
     * @param replaced whether there is something else now, or nothing, which is theirs to find
     * @param fromAgain whether there is something again at the place that it moved something from
     * @param inside whether they change what is in the directory that it moved
     * @param mode whether they set the permission bits; likewise owner and group
     */
    private record Later(boolean replaced, boolean fromAgain, boolean inside, boolean mode, boolean uid, boolean gid) {}

    Reading(GuestFiles files, GuestStorage storage, GuestReport report, List<FixStep> done) {
        this.files = files;
        this.storage = storage;
        this.report = report;
        Set<String> written = new HashSet<>();
        Set<String> inside = new HashSet<>();
        Set<String> gone = new HashSet<>();
        Set<String> modes = new HashSet<>();
        Set<String> uids = new HashSet<>();
        Set<String> gids = new HashSet<>();
        for (FixStep step : done.reversed()) {
            Operation operation = step.operation();
            String subject = operation.subject();
            boolean replaced = written.contains(subject) || isIn(gone, subject);
            if (operation instanceof Operation.SetPermissions set) {
                later.put(
                        step,
                        new Later(
                                replaced,
                                false,
                                false,
                                modes.contains(subject),
                                uids.contains(subject),
                                gids.contains(subject)));
                set.mode().ifPresent(mode -> modes.add(subject));
                set.uid().ifPresent(uid -> uids.add(subject));
                set.gid().ifPresent(gid -> gids.add(subject));
                inside.addAll(parents(subject));
                continue;
            }
            String from = operation instanceof Operation.Move move ? move.from() : "";
            boolean changed = inside.contains(subject)
                    || modes.contains(subject)
                    || uids.contains(subject)
                    || gids.contains(subject);
            later.put(step, new Later(replaced, written.contains(from), changed, false, false, false));
            for (String path : operation instanceof Operation.RunCommand run ? run.writes() : List.of(subject)) {
                (operation instanceof Operation.Delete ? gone : written).add(path);
                inside.addAll(parents(path));
            }
            if (!from.isEmpty()) {
                gone.add(from);
                inside.addAll(parents(from));
            }
        }
    }

    private static boolean isIn(Set<String> directories, String path) {
        if (directories.isEmpty()) {
            return false;
        }
        boolean in = directories.contains(path);
        for (String parent : parents(path)) {
            in |= directories.contains(parent);
        }
        return in;
    }

    /** The directories that a path is in, but for the root. */
    private static List<String> parents(String path) {
        List<String> parents = new ArrayList<>();
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            parents.add(path.substring(0, slash));
        }
        return parents;
    }

    /**
     * Looks one up.
     *
     * @return null if it has had its effect, else what is there instead
     */
    @Nullable
    String contradiction(FixStep step) throws IOException {
        Later after = later.get(step);
        if (after == null) {
            throw new IllegalArgumentException(step.id() + " was not done");
        }
        if (after.replaced && !(step.operation() instanceof Operation.Move)) {
            return null; // what it left was the later step's to find, which would have failed without it
        }
        return switch (step.operation()) {
            case Operation.EditFile edit -> content(edit.path(), edit.after());
            case Operation.WriteFile write ->
                content(write.path(), TextFile.sha256(write.content().getBytes(StandardCharsets.UTF_8)));
            case Operation.CopyIn copy -> content(copy.path(), copy.sha256());
            case Operation.CopyFile copy -> copied(copy);
            case Operation.MakeDirectory directory ->
                files.isDirectory(directory.path()) ? null : "there is no such directory";
            case Operation.MakeSymlink link -> {
                String target = files.linkTarget(link.path());
                yield link.target().equals(target)
                        ? null
                        : target == null ? "there is no such link" : "the link leads to " + target;
            }
            case Operation.Delete delete -> files.isEntry(delete.path()) ? "it is still there" : null;
            case Operation.Move move -> moved(move, after);
            case Operation.Truncate truncate -> {
                long size = files.size(truncate.path());
                yield size == 0 ? null : size < 0 ? "there is no such file" : "it has %d bytes".formatted(size);
            }
            case Operation.SetPermissions permissions -> permissions(permissions, after);
            case Operation.AddDrivers drivers -> missing(drivers);
            case Operation.SetRegistryValue value -> registryValue(value);
            case Operation.DeleteRegistryKey key -> deleted(key);
            case Operation.RunCommand command -> proofs(command);
        };
    }

    private @Nullable String copied(Operation.CopyFile copy) throws IOException {
        if (copy.device().isEmpty()) {
            return content(copy.path(), copy.sha256());
        }
        Path root = root(copy.device().get());
        return root == null
                ? "there is no such file system"
                : content(new GuestFiles(root), copy.path(), copy.sha256());
    }

    private @Nullable String deleted(Operation.DeleteRegistryKey key) throws IOException {
        Path root = key.device().isPresent() ? root(key.device().get()) : files.root();
        if (root == null) {
            return "there is no such file system";
        }
        try (Hive hive = Hive.open(root.resolve(key.hive().substring(1)))) {
            return hive.find(key.key()).isPresent() ? "the key is still there" : null;
        }
    }

    /** Of a file system that the guest mounts nowhere; null if there is none on that device. */
    private @Nullable Path root(String device) {
        for (Storage each : storage.all()) {
            if (each.device().equals(device) && each.root() != null) {
                return each.root();
            }
        }
        return null;
    }

    private @Nullable String content(String path, String sha256) throws IOException {
        return content(files, path, sha256);
    }

    private static @Nullable String content(GuestFiles files, String path, String sha256) throws IOException {
        try (InputStream in = files.open(path)) {
            if (in == null) {
                return "there is no such file";
            }
            String found = Draft.sha256(in);
            return found.equals(sha256) ? null : "its digest is %s, expected %s".formatted(found, sha256);
        }
    }

    private @Nullable String moved(Operation.Move move, Later after) throws IOException {
        if (!after.fromAgain && files.isEntry(move.from())) {
            return move.from() + " is still there";
        }
        if (after.replaced) {
            return null;
        }
        Fingerprint found = Fingerprint.of(files, move.path());
        if (found == null) {
            return "there is nothing";
        }
        if (!found.type().equals(move.type())) {
            return "it is a " + found.type();
        }
        boolean same = after.inside || found.sha256().equals(move.sha256());
        return same ? null : "its fingerprint is %s, expected %s".formatted(found.sha256(), move.sha256());
    }

    private @Nullable String permissions(Operation.SetPermissions expected, Later after) throws IOException {
        if (!files.exists(expected.path())) {
            return "there is no such file";
        }
        Map<String, Object> attributes = Files.readAttributes(path(expected.path()), "unix:mode,uid,gid");
        int mode = (Integer) attributes.getOrDefault("mode", 0) & 07777;
        int uid = (Integer) attributes.getOrDefault("uid", 0);
        int gid = (Integer) attributes.getOrDefault("gid", 0);
        boolean same = (after.mode || expected.mode().orElse(mode) == mode)
                && (after.uid || expected.uid().orElse(uid) == uid)
                && (after.gid || expected.gid().orElse(gid) == gid);
        return same ? null : "it has mode %04o, owner %d and group %d".formatted(mode, uid, gid);
    }

    private @Nullable String missing(Operation.AddDrivers drivers) throws IOException {
        try (InputStream in = files.open(drivers.path())) {
            if (in == null) {
                return "there is no such file";
            }
            Initramfs content = Initramfs.read(in);
            Set<String> missing = new HashSet<>(drivers.modules());
            content.modules().forEach(missing::remove);
            if (!missing.isEmpty()) {
                return "it has not " + String.join(", ", missing);
            }
            if (content.crypttab().isPresent()
                    && !content.crypttab().get().elsewhere().isEmpty()) {
                return "its /%s names %s"
                        .formatted(
                                content.crypttab().get().path(),
                                content.crypttab().get().elsewhere().getFirst());
            }
            for (String path : content.lvmFilters().keySet()) {
                return "the filter in its /%s takes no disks of virtio".formatted(path);
            }
            return content.lvmDevices().isPresent() ? "it has LVM's list of the old devices" : null;
        } catch (CorruptDataException e) {
            return "it cannot be read: " + e.getMessage();
        }
    }

    private Path path(String absolute) {
        return files.root().resolve(absolute.substring(1));
    }

    private @Nullable String registryValue(Operation.SetRegistryValue expected) throws IOException {
        try (Hive hive = Hive.open(path(expected.hive()))) {
            Value value = hive.value(expected.key(), expected.name()).orElse(null);
            if (value == null) {
                return "there is no such value";
            }
            String data = HexFormat.of().formatHex(value.data());
            return value.type() == expected.type() && data.equals(expected.data())
                    ? null
                    : "it has type %d and data %s".formatted(value.type(), data);
        }
    }

    private @Nullable String proofs(Operation.RunCommand command) throws IOException {
        for (Proof proof : command.proofs()) {
            boolean holds = switch (proof.kind()) {
                case PRESENT -> files.isEntry(proof.path());
                case ABSENT -> !files.isEntry(proof.path());
                case CONTAINS -> contains(proof);
                case LACKS -> !contains(proof);
                case PACKAGE_ABSENT -> !isInstalled(proof.path());
                case PACKAGE_PRESENT -> isInstalled(proof.path());
            };
            if (!holds) {
                return "not so: %s %s%s"
                        .formatted(
                                proof.path(),
                                proof.kind().id(),
                                proof.value().map(value -> " " + value).orElse(""));
            }
        }
        return null;
    }

    private boolean contains(Proof proof) throws IOException {
        if (files.size(proof.path()) > MAX_TEXT) {
            throw new CorruptDataException(
                    "%s: %d bytes, expected at most %d".formatted(proof.path(), files.size(proof.path()), MAX_TEXT));
        }
        byte[] bytes = files.head(proof.path(), MAX_TEXT);
        return bytes != null
                && new String(bytes, StandardCharsets.UTF_8)
                        .contains(proof.value().orElse(""));
    }

    private boolean isInstalled(String name) {
        for (Application each : report.applications()) {
            if (each.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
