package io.guestkit.embed;

import io.guestkit.Disk;
import io.guestkit.DiskSet;
import io.guestkit.FoundFileSystem;
import io.guestkit.KeyRing;
import io.guestkit.cli.Documents;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.inspect.Guest;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.windows.WindowsRegistry;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.volume.Volume;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The opened disks of one guest. Owns them; what was taken from it ends with it. For several threads. */
public final class OpenedDisks implements Closeable {

    private final DiskSet disks;
    private @Nullable List<Guest> guests;

    /** @param disks are closed with this */
    public OpenedDisks(DiskSet disks) {
        this.disks = disks;
    }

    /** Adds a key that is in memory. */
    public static void addKey(KeyRing keys, String volume, byte[] key) {
        keys.add(volume, () -> new ByteArrayInputStream(key));
    }

    /**
     * What is on the disks: {@code disks}, {@code volumes} and {@code filesystems}, in the order in which the methods
     * below number them from 0 on; which disks each volume is on, which volumes each file system is on and whether it can
     * be read; and {@code not_examined}.
     */
    public byte[] layout() {
        List<Object> images = new ArrayList<>();
        for (Disk disk : disks.disks()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("device", disk.device());
            facts.put("path", disk.path().toString());
            facts.put("format", disk.image().info().format().id());
            facts.put("size", disk.image().size());
            images.add(facts);
        }
        List<Object> volumes = new ArrayList<>();
        for (Volume volume : disks.volumes()) {
            volumes.add(volume.disks());
        }
        List<Object> fileSystems = new ArrayList<>();
        for (FoundFileSystem found : disks.fileSystems()) {
            List<String> members = new ArrayList<>();
            members.add(found.volume().device());
            for (Volume member : found.members()) {
                members.add(member.device());
            }
            fileSystems.add(
                    Map.of("volumes", members, "readable", found.fileSystem().isPresent()));
        }
        Map<String, Object> layout = new LinkedHashMap<>();
        layout.put("disks", images);
        layout.put("volumes", Inspector.volumes(disks));
        layout.put("filesystems", Inspector.fileSystems(disks));
        layout.put("disks_of_volumes", volumes);
        layout.put("volumes_of_filesystems", fileSystems);
        layout.put("not_examined", disks.notExamined());
        return Documents.json(layout);
    }

    /** All doubts so far; grows while file systems are read. */
    public byte[] warnings() {
        return Documents.json(disks.warnings());
    }

    /** The guests: {@code root}, {@code os_type} and {@code mountpoints} of each. */
    public byte[] guestFacts() {
        List<Object> all = new ArrayList<>();
        for (Guest guest : guests()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("root", guest.root());
            facts.put("os_type", guest.osType());
            facts.put("mountpoints", guest.mountpoints());
            all.add(facts);
        }
        return Documents.json(all);
    }

    private synchronized List<Guest> guests() {
        List<Guest> known = guests;
        if (known == null) {
            known = Inspector.guests(disks);
            guests = known;
        }
        return known;
    }

    /** The content of a disk as its guest sees it. */
    public Content disk(int index) {
        return new Content(disks.disks().get(index).image());
    }

    /** The content of a volume. */
    public Content volume(int index) {
        return new Content(disks.volumes().get(index).content());
    }

    /** @throws ToldException if it cannot be read */
    public FileTree fileSystem(int index) throws ToldException {
        FoundFileSystem found = disks.fileSystems().get(index);
        return new FileTree(ToldException.telling(() -> found.fileSystem()
                .orElseThrow(() -> new UnsupportedFeatureException(
                        found.device() + " holds " + found.type() + ", which cannot be read"))));
    }

    /** The files of a guest, with all that it mounts. */
    public FileTree guest(int index) {
        return new FileTree(guests().get(index).fileSystem());
    }

    /** The registry of a guest, which the caller closes; null if it is no Windows. */
    public @Nullable RegistryDocuments registry(int index) throws ToldException {
        List<Path> others = new ArrayList<>();
        for (FoundFileSystem found : disks.fileSystems()) {
            found.fileSystem().map(GuestFileSystem::getRootDirectories).ifPresent(roots -> roots.forEach(others::add));
        }
        Path root = guests().get(index).fileSystem().getPath("/");
        return ToldException.asking(() ->
                WindowsRegistry.of(root, others).map(RegistryDocuments::new).orElse(null));
    }

    /** {@link Documents#inspection}. */
    public byte[] inspect(Set<Inspector.Extra> extras, boolean explain) {
        return Documents.inspection(disks, extras, explain);
    }

    /** As {@code guestkit packages --output json}; with {@code --packages all} if {@code all}. */
    public byte[] packages(boolean all) {
        return Documents.packages(disks, all);
    }

    /**
     * {@link Documents#sbom}.
     *
     * @param time in ISO 8601, or null
     */
    public byte[] sbom(boolean all, String format, @Nullable String time) throws IOException {
        return Documents.sbom(disks, all, format, time == null ? null : Instant.parse(time));
    }

    @Override
    public void close() throws IOException {
        disks.close();
    }
}
