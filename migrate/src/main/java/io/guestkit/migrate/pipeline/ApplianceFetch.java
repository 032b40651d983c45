package io.guestkit.migrate.pipeline;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.ApplianceFile;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.pipeline.fetch.Fetcher;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Fetches what an OVF descriptor names beside itself, and its manifest. Only plain names of files in the descriptor's own
 * folder and below it are followed, by the scheme, host and port that the descriptor came from; the query of its address,
 * which may be a signature for it alone, goes nowhere else.
 */
final class ApplianceFetch {

    private static final String SUFFIX = ".ovf";

    /** Of a manifest, in bytes; what reads it takes no more. */
    private static final long MAX_MANIFEST = 4 << 20;

    /** How one file is fetched. */
    @FunctionalInterface
    interface One {

        /**
         * Fetches a file into a folder.
         *
         * @param limit in bytes
         */
        Fetcher.Fetched fetch(URI address, Path folder, long limit) throws IOException;
    }

    private final URI address;
    private final Path folder;
    private final One one;

    /**
     * @param address of the descriptor
     * @param folder for everything; what an earlier call has left there is gone on with
     */
    private ApplianceFetch(URI address, Path folder, One one) {
        this.address = address;
        this.folder = folder;
        this.one = one;
    }

    /**
     * Fetches the files of an appliance.
     *
     * @param descriptor what was fetched: perhaps one, perhaps an image
     * @return the descriptor among its files; the file itself if it is no descriptor, or names none
     * @throws UnsupportedFeatureException if it names what is not below its folder
     * @throws CorruptDataException if a file has not the size that the descriptor says
     */
    static Path complete(Path descriptor, URI address, Path folder, OpenOptions open, One one, StageRun run)
            throws IOException {
        List<ApplianceFile> files = Disks.applianceFiles(descriptor, open);
        if (files.isEmpty()) {
            return descriptor;
        }
        return new ApplianceFetch(address, folder, one).complete(descriptor, files, run);
    }

    private Path complete(Path descriptor, List<ApplianceFile> files, StageRun run) throws IOException {
        String name = name(descriptor);
        Set<String> names = new HashSet<>();
        for (ApplianceFile file : files) {
            requirePlain(file.reference());
            if (file.chunked()) {
                throw new UnsupportedFeatureException(
                        "OVF descriptor: the file %s is in chunks, which are not fetched".formatted(file.reference()));
            }
            if (file.reference().equals(name)) {
                throw new CorruptDataException("OVF descriptor: names itself as one of its files");
            }
        }
        Path place = Files.createDirectories(folder.resolve("appliance"));
        int number = 0;
        for (ApplianceFile file : files) {
            number++;
            if (names.add(file.reference())) {
                fetch(
                        file,
                        place.resolve(file.reference()),
                        folder.resolve("files").resolve(Integer.toString(number)));
            }
        }
        if (name.toLowerCase(Locale.ROOT).endsWith(SUFFIX)) {
            String manifest = name.substring(0, name.length() - SUFFIX.length()) + ".mf";
            if (!names.contains(manifest)) {
                fetchManifest(manifest, place.resolve(manifest), run);
            }
        }
        return Files.copy(descriptor, place.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    /** What the descriptor is called where it came from, as its manifest calls it; as it is called here if that is odd. */
    private String name(Path descriptor) {
        String path = address.getPath() == null ? "" : address.getPath();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return isPlain(name) ? name : String.valueOf(descriptor.getFileName());
    }

    private void fetch(ApplianceFile file, Path target, Path scratch) throws IOException {
        long limit = file.size().orElse(Long.MAX_VALUE);
        if (!Files.exists(target)) {
            move(one.fetch(address(file.reference()), Files.createDirectories(scratch), limit), target);
        }
        long size = Files.size(target);
        if (file.size().isPresent() && size != limit) {
            Files.delete(target);
            throw new CorruptDataException("%s has %d bytes, the OVF descriptor says %d"
                    .formatted(file.reference(), size, file.size().getAsLong()));
        }
    }

    private void fetchManifest(String name, Path target, StageRun run) throws IOException {
        try {
            if (!Files.exists(target)) {
                Path scratch = Files.createDirectories(folder.resolve("manifest"));
                move(one.fetch(address(name), scratch, MAX_MANIFEST), target);
            }
        } catch (NoSuchFileException e) {
            run.note("the appliance has no manifest " + name);
        } catch (AccessDeniedException e) { // some servers answer so for what is not there
            run.note("the appliance's manifest %s is not to be had: %s".formatted(name, e.getReason()));
        }
    }

    private static void move(Fetcher.Fetched fetched, Path target) throws IOException {
        Files.createDirectories(target.resolveSibling(""));
        Files.move(fetched.file(), target, StandardCopyOption.ATOMIC_MOVE);
    }

    private URI address(String reference) throws IOException {
        try {
            return address.resolve(new URI(null, null, "./" + reference, null));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new UnsupportedFeatureException(
                    "OVF descriptor: the file %s has a name that no address can have".formatted(reference));
        }
    }

    private static void requirePlain(String reference) throws UnsupportedFeatureException {
        if (!isPlain(reference)) {
            throw new UnsupportedFeatureException(
                    "OVF descriptor: the file \"%s\" is not fetched: only plain names in the descriptor's own folder, or below it, are"
                            .formatted(reference.substring(0, Math.min(reference.length(), 200))));
        }
    }

    /** Whether a reference stays in the folder, whoever reads it, and is the same name in an address and here. */
    static boolean isPlain(String reference) {
        for (int i = 0; i < reference.length(); i++) {
            char c = reference.charAt(i);
            if (c < ' ' || c == 0x7f || c == '\\' || c == ':' || c == '?' || c == '#' || c == '%') {
                return false;
            }
        }
        for (String part : reference.split("/", -1)) {
            if (part.isEmpty() || part.startsWith(".") || part.length() > 200) {
                return false;
            }
        }
        return reference.length() <= 1000;
    }
}
