package io.guestkit.migrate.pipeline;

import io.guestkit.Disks;
import io.guestkit.ImageChain;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import io.guestkit.image.MachineDescription;
import io.guestkit.image.ManifestCheck;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.DiskException;
import io.guestkit.io.Progress;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.pipeline.MigrationSettings.Source;
import io.guestkit.migrate.pipeline.PipelineEvent.Progress.Step;
import io.guestkit.migrate.pipeline.fetch.Checksum;
import io.guestkit.migrate.pipeline.fetch.Fetcher;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gets hold of the sources. Files of this machine are used in place; others are fetched into the directory of the stage,
 * each into one of its own, and what a killed run has left of them there is gone on with. Then the disks are looked for,
 * and what a guest sees on them is hashed: by that a later run knows whether a source is still what it was, and the last
 * stage whether everything has arrived.
 */
final class FetchStage implements StageWork {

    /** What was found in the sources. */
    private static final class Found {
        final List<Map<String, Object>> sources = new ArrayList<>();
        final List<MigrationDisk> disks = new ArrayList<>();
        final List<Path> paths = new ArrayList<>();
        final Set<Path> files = new LinkedHashSet<>();
        /** Of the first source that describes one. */
        Optional<MachineDescription> machine = Optional.empty();

        /** What the journal keeps. */
        Map<String, Object> made() {
            Map<String, Object> made = new LinkedHashMap<>();
            made.put("sources", sources);
            machine.ifPresent(known -> made.put("machine", known.document()));
            return made;
        }
    }

    @Override
    public Map<String, Object> run(StageRun run) throws IOException {
        Found found = new Found();
        List<Source> sources = run.settings().sources();
        for (int i = 0; i < sources.size(); i++) {
            Fetcher.Fetched fetched = fetch(sources.get(i), i + 1, run);
            Optional<Checksum> checksum = fetched.checksum();
            if (checksum.isEmpty() && !fetched.inPlace()) {
                checksum = Optional.of(Checksum.of(fetched.file(), Progress.NONE, run.cancellation()));
            }
            try {
                Path file = fetched.inPlace() ? fetched.file() : complete(fetched.file(), sources.get(i), i + 1, run);
                checkManifest(file, run);
                examine(sources.get(i), file, fetched.inPlace(), checksum, found, run);
            } catch (CorruptDataException e) {
                if (!fetched.inPlace()) {
                    forget(i + 1, run); // a server that says no size may have sent a part of it
                }
                throw e;
            }
        }
        protect(found, run.settings());
        tell(found, run);
        run.data().putAll(found.made());
        return found.made();
    }

    /** Damaged since. */
    private static boolean fetchAgain(int number, StageRun run) throws IOException {
        forget(number, run);
        return false;
    }

    /** A fetcher would take what is there for right. */
    private static void forget(int number, StageRun run) throws IOException {
        WorkDirectory.deleteTree(directory(number, run));
    }

    private static void tell(Found found, StageRun run) {
        run.context().fetched(found.sources, found.disks, found.paths, found.files);
        run.context().described(found.machine);
    }

    /** As it is written: numbers that were read from a journal are of other types. */
    private static String described(@Nullable Object machine) {
        return String.valueOf(machine);
    }

    private static Fetcher.Fetched fetch(Source source, int number, StageRun run) throws IOException {
        return fetch(
                source.title(),
                address(source),
                Files.createDirectories(directory(number, run)),
                source.checksum(),
                Long.MAX_VALUE,
                run);
    }

    private static Path directory(int number, StageRun run) {
        return run.directory().resolve(Integer.toString(number));
    }

    /** With what it names beside itself, if it is the descriptor of an appliance. */
    private static Path complete(Path file, Source source, int number, StageRun run) throws IOException {
        return ApplianceFetch.complete(
                file,
                address(source),
                directory(number, run).resolve(".ovf"),
                run.settings().open(),
                (address, folder, limit) -> fetch(address.getPath(), address, folder, Optional.empty(), limit, run),
                run);
    }

    private static Fetcher.Fetched fetch(
            String title, URI address, Path folder, Optional<Checksum> checksum, long limit, StageRun run)
            throws IOException {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        StageProgress progress = run.progress(Step.FETCH, 0);
        for (Fetcher fetcher : run.tools().fetchers()) {
            if (fetcher.handles(scheme)) {
                Fetcher.Fetched fetched = fetcher.fetch(new Fetcher.Request(
                        address, folder, checksum, limit, progress, progress::total, run::note, run.cancellation()));
                if (fetched.checksum().isPresent() || !fetched.inPlace()) {
                    progress.finish();
                }
                return fetched;
            }
        }
        throw new UnsupportedFeatureException(title + ": nothing here fetches " + scheme + ": addresses");
    }

    private static URI address(Source source) throws IOException {
        if (!source.isUri()) {
            return Path.of(source.address()).toAbsolutePath().toUri();
        }
        try {
            return new URI(source.address());
        } catch (URISyntaxException e) {
            throw new FileSystemException(source.title(), null, "is no address: " + e.getReason());
        }
    }

    private static void checkManifest(Path file, StageRun run) throws IOException {
        Optional<ManifestCheck> manifest =
                Disks.checkManifest(file, run.settings().open(), Progress.NONE, run.cancellation());
        if (manifest.isPresent()) {
            for (ManifestCheck.Entry entry : manifest.get().entries()) {
                if (entry.outcome() != ManifestCheck.Outcome.MATCHES) {
                    throw new CorruptDataException("%s: %s %s"
                            .formatted(
                                    file,
                                    entry.file(),
                                    entry.outcome() == ManifestCheck.Outcome.MISSING
                                            ? "stands in the manifest and is missing"
                                            : "differs from its " + entry.algorithm() + " digest in the manifest"));
                }
            }
            run.data().put("manifest", "matches");
        }
    }

    /** Finds the disks in a file. */
    private static void examine(
            Source source, Path file, boolean inPlace, Optional<Checksum> checksum, Found found, StageRun run)
            throws IOException {
        OpenOptions open = run.settings().open();
        if (found.machine.isEmpty()) {
            found.machine = Disks.machine(file, open);
        }
        if (open.format().isEmpty()) {
            noteName(file, run);
        }
        found.paths.add(file);
        found.files.add(file.toRealPath());
        List<OpenOptions> disks = new ArrayList<>();
        if (open.member().isEmpty()) {
            int members = Disks.members(file, open).size();
            for (int i = 1; i <= members; i++) {
                disks.add(open.withMember(Integer.toString(i)));
            }
        }
        for (OpenOptions disk : disks.isEmpty() ? List.of(open) : disks) {
            try (ImageChain chain = Disks.openChain(file, disk)) {
                int layers = 0;
                for (DiskImage image : chain.images()) {
                    layers++;
                    if (image.size() > 0) {
                        image.run(0, 1); // data files are opened when the first byte is asked for
                    }
                }
                MigrationDisk one = new MigrationDisk(
                        found.disks.size() + 1,
                        source.title(),
                        file,
                        disk,
                        chain.image().info().format(),
                        layers,
                        chain.image().size(),
                        hash(chain.image(), file, run));
                found.disks.add(one);
                found.files.addAll(chain.files());
                Map<String, Object> document = one.document();
                document.put("in_place", inPlace);
                checksum.ifPresent(known -> document.put("file_sha256", known.sha256()));
                found.sources.add(document);
            }
        }
    }

    /** Content decides; but what has nothing of its name may be a download that is something else. */
    private static void noteName(Path file, StageRun run) throws IOException {
        String name = String.valueOf(file.getFileName());
        Optional<DiskFormat> named = DiskFormat.ofExtension(name.substring(name.lastIndexOf('.') + 1));
        if (named.isPresent()
                && named.get() != DiskFormat.RAW
                && Disks.detect(file).format() == DiskFormat.RAW) {
            run.note("%s has nothing of what its name says (%s), and is taken for a raw disk"
                    .formatted(file, named.get()));
        }
    }

    private static String hash(DiskImage image, Path file, StageRun run) throws IOException {
        try {
            return run.hash(image);
        } catch (DiskException e) {
            throw e.in(file.toString());
        }
    }

    /** What is a part of the source must not be replaced, whatever was said. */
    private static void protect(Found found, MigrationSettings settings) throws IOException {
        for (MigrationDisk disk : found.disks) {
            Path place = settings.place(disk.number());
            if (Files.exists(place) && found.files.contains(place.toRealPath())) {
                throw new FileSystemException(
                        place.toString(), null, "is a part of the source; give the output another name");
            }
            Release.checkFree(List.of(place), settings.replace()); // further disks were not known before
        }
    }

    /** The content is the truth: all sources are read again, and hashed. */
    @Override
    public boolean takeOver(Map<String, Object> made, StageRun run) throws IOException {
        Found found = new Found();
        List<?> earlier = Journal.list(made.get("sources"));
        int next = 0;
        int number = 0;
        for (Source source : run.settings().sources()) {
            number++;
            if (next >= earlier.size()) {
                return false;
            }
            Map<String, Object> first = Journal.map(earlier.get(next), "source");
            boolean inPlace = Boolean.TRUE.equals(first.get("in_place"));
            Path file = Journal.path(first, "path");
            if (!inPlace && !Files.exists(file)) {
                return false;
            }
            Optional<Checksum> checksum = first.get("file_sha256") instanceof String hash
                    ? Optional.of(new Checksum(hash))
                    : Optional.empty();
            int before = found.disks.size();
            try {
                examine(source, file, inPlace, checksum, found, run);
            } catch (DiskException | NoSuchFileException e) {
                if (inPlace) {
                    throw e;
                }
                return fetchAgain(number, run); // it could be read when it came
            }
            for (MigrationDisk disk : found.disks.subList(before, found.disks.size())) {
                boolean same = next < earlier.size()
                        && disk.contentHash()
                                .equals(Journal.text(Journal.map(earlier.get(next), "source"), "content_sha256"));
                next++;
                if (!same && inPlace) {
                    throw new SourceChangedException(
                            source.title()
                                    + " has changed since this migration was begun; begin anew with --force instead of --resume");
                }
                if (!same) {
                    return fetchAgain(number, run);
                }
            }
        }
        protect(found, run.settings());
        if (!described(made.get("machine")).equals(described(found.made().get("machine")))) {
            throw new SourceChangedException(
                    "the description of the machine has changed since this migration was begun;"
                            + " begin anew with --force instead of --resume");
        }
        tell(found, run);
        return true;
    }
}
