package io.guestkit.migrate.fix;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.guestfs.Guestfs;
import io.guestkit.guestfs.GuestfsException;
import io.guestkit.guestfs.GuestfsFileSystem;
import io.guestkit.guestfs.option.HivexOpenOptions;
import io.guestkit.guestfs.option.SetE2attrsOptions;
import io.guestkit.inspect.boot.Initramfs;
import io.guestkit.inspect.rule.GuestFiles;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does operations, in a guest that is mounted in an appliance. */
final class Writing implements Closeable {

    /** How much of what a command said goes into a message. */
    private static final int MAX_WORDS = 400;

    /**
     * Runs its words, in the guest's shell, and hands on what they said on either output: the appliance drops the errors of
     * what succeeds, and with them what a package manager only warns of.
     */
    private static final String LISTENING = """
            said=$("$@" 2>&1)
            status=$?
            [ $status = 0 ] || exec >&2
            printf '%s\\n' "$said"
            exit $status
            """;

    /** Without it, ntfs-3g lets everybody write new files, programs of the system among them. */
    private static final String NTFS_OPTIONS = "permissions";

    private final Guestfs guestfs;
    private final List<FixPlan.Mount> mounts;
    private final GuestFileSystem fileSystem;
    private final GuestFiles files;
    /** The hive that is open in the appliance, which has room for one. */
    private @Nullable String hive;

    /** Mounts the guest. @param mounts in an order in which they can be mounted */
    Writing(Guestfs guestfs, List<FixPlan.Mount> mounts) throws IOException {
        this.guestfs = guestfs;
        this.mounts = List.copyOf(mounts);
        mountGuest();
        this.fileSystem = GuestfsFileSystem.writable(guestfs);
        this.files = new GuestFiles(fileSystem.getPath("/"));
    }

    /**
     * Does one.
     *
     * @return how, where there was a choice; else empty
     * @throws FixException if the guest is not as the plan found it
     */
    String perform(Operation operation) throws IOException {
        if (!(operation instanceof Operation.SetRegistryValue value
                        && value.hive().equals(hive)
                || operation instanceof Operation.DeleteRegistryKey key
                        && key.device().isEmpty()
                        && key.hive().equals(hive))) {
            closeHive();
        }
        switch (operation) {
            case Operation.EditFile edit -> edit(edit);
            case Operation.WriteFile write -> write(write);
            case Operation.CopyIn copy -> copyIn(copy);
            case Operation.CopyFile copy -> copyFile(copy);
            case Operation.MakeDirectory directory -> {
                if (!files.isDirectory(directory.path())) {
                    guestfs.mkdirP(directory.path());
                    permissions(path(directory.path()), directory.mode());
                }
            }
            case Operation.MakeSymlink link -> link(link);
            case Operation.Delete delete -> guestfs.rmRf(delete.path());
            case Operation.Move move -> {
                requireEntry(move.from());
                requireFree(move.path(), Optional.empty());
                guestfs.mv(move.from(), move.path());
            }
            case Operation.Truncate truncate -> {
                requireFile(truncate.path());
                guestfs.truncate(truncate.path());
            }
            case Operation.SetPermissions permissions -> {
                requireFile(permissions.path());
                if (permissions.uid().isPresent() || permissions.gid().isPresent()) {
                    guestfs.chown(
                            permissions.uid().orElse(-1), permissions.gid().orElse(-1), permissions.path());
                }
                if (permissions.mode().isPresent()) { // last, since a new owner takes bits away
                    guestfs.chmod(permissions.mode().getAsInt(), permissions.path());
                }
            }
            case Operation.AddDrivers drivers -> {
                return drivers(drivers);
            }
            case Operation.SetRegistryValue value -> {
                open(value.hive());
                guestfs.hivexNodeSetValue(
                        make(value.key()),
                        value.name(),
                        value.type(),
                        HexFormat.of().parseHex(value.data()));
            }
            case Operation.DeleteRegistryKey key -> {
                if (key.device().isPresent()) {
                    on(key.device().get(), () -> {
                        delete(key);
                        closeHive();
                    });
                } else {
                    delete(key);
                }
            }
            case Operation.RunCommand command -> {
                String said = run(command.arguments());
                return said.isBlank() ? "" : "said: " + shortened(said);
            }
        }
        return "";
    }

    private Path path(String absolute) {
        return fileSystem.getPath(absolute);
    }

    private void edit(Operation.EditFile edit) throws IOException {
        requireFile(edit.path());
        byte[] before = Optional.ofNullable(files.head(edit.path(), GuestFiles.SMALL + 1))
                .orElse(new byte[0]);
        requireDigest(edit.path(), TextFile.sha256(before), edit.before());
        byte[] after = UnifiedDiff.edited(edit, before);
        requireDigest(edit.path() + " with its diff", TextFile.sha256(after), edit.after());
        // in place, so that owner, mode, label and other attributes stay
        inPlace(
                edit.path(),
                () -> Files.write(
                        path(edit.path()), after, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
    }

    /** Changes a file; one that is immutable, or may only be appended to, is that again afterwards: chattr(1). */
    private void inPlace(String path, Work work) throws IOException {
        try {
            work.run();
        } catch (IOException e) {
            String held = held(path);
            if (held.isEmpty()) {
                throw e;
            }
            guestfs.setE2attrs(
                    path, held, SetE2attrsOptions.builder().clear(true).build());
            try {
                work.run();
            } finally {
                guestfs.setE2attrs(path, held);
            }
        }
    }

    /** Letters of the attributes that keep a file as it is; empty if there are none, or none are known there. */
    private String held(String path) {
        try {
            StringBuilder held = new StringBuilder();
            String attributes = guestfs.getE2attrs(path);
            for (String each : List.of("i", "a")) {
                held.append(attributes.contains(each) ? each : "");
            }
            return held.toString();
        } catch (IOException e) {
            return ""; // of NTFS and FAT; what went wrong before is what is told
        }
    }

    private void write(Operation.WriteFile write) throws IOException {
        requireFree(write.path(), write.replaces());
        Files.write(path(write.path()), write.content().getBytes(StandardCharsets.UTF_8));
        permissions(path(write.path()), write.mode());
    }

    private void copyIn(Operation.CopyIn copy) throws IOException {
        HostFile source = HostFile.named(copy.source());
        requireDigest(copy.source(), source.sha256(), copy.sha256());
        requireFree(copy.path(), copy.replaces());
        source.use(file -> guestfs.upload(file, copy.path()));
        permissions(path(copy.path()), copy.mode());
    }

    private void copyFile(Operation.CopyFile copy) throws IOException {
        if (copy.device().isEmpty()) {
            requireFree(copy.path(), Optional.empty());
            requireContent(copy.from(), copy.sha256());
            guestfs.cp(copy.from(), copy.path());
            return;
        }
        on(copy.device().get(), () -> {
            requireFree(copy.path(), Optional.empty());
            requireContent(copy.from(), copy.sha256());
            guestfs.mkdirP(copy.path().substring(0, Math.max(1, copy.path().lastIndexOf('/'))));
            guestfs.cp(copy.from(), copy.path());
        });
    }

    /** What is done to a file system that the guest mounts nowhere. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    /** In the place of the guest, which has no place for it. */
    private void on(String device, Work work) throws IOException {
        guestfs.umountAll();
        try {
            guestfs.mount(device, "/");
            work.run();
        } finally {
            guestfs.umountAll();
            mountGuest();
        }
    }

    private void delete(Operation.DeleteRegistryKey key) throws IOException {
        open(key.hive());
        long node = find(key.key());
        if (node != 0) {
            guestfs.hivexNodeDeleteChild(node);
        }
    }

    private void mountGuest() throws IOException {
        for (FixPlan.Mount mount : mounts) {
            if (!mount.path().equals("/") && !guestfs.isDir(mount.path())) {
                guestfs.mkdirP(mount.path()); // as systemd does when the guest starts
            }
            boolean ntfs = guestfs.vfsType(mount.device()).equals("ntfs");
            guestfs.mountOptions(ntfs ? NTFS_OPTIONS : "", mount.device(), mount.path());
        }
    }

    private void link(Operation.MakeSymlink link) throws IOException {
        String is = files.linkTarget(link.path());
        if (is != null && link.replaces().equals(Optional.of(is))) {
            Files.delete(path(link.path()));
        } else if (files.isEntry(link.path())) {
            throw new FixException(link.path() + ": there is something else than when the plan was made");
        }
        Files.createSymbolicLink(path(link.path()), path(link.target()));
    }

    /** File systems without such bits, as those of EFI partitions, have what their mount gives all files. */
    private static void permissions(Path path, int mode) throws IOException {
        Set<PosixFilePermission> all = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission each : PosixFilePermission.values()) {
            // the constants are in the order of the bits, the highest first
            if ((mode & 0400 >> each.ordinal()) != 0) {
                all.add(each);
            }
        }
        try {
            Files.setPosixFilePermissions(path, all);
        } catch (IOException e) {
            Object type = Files.getFileStore(path).type();
            if (!"vfat".equals(type) && !"ntfs".equals(type) && !"fuseblk".equals(type)) {
                throw e;
            }
        }
    }

    private void requireFile(String path) throws IOException {
        if (!files.exists(path)) {
            throw new NoSuchFileException(path, null, "it was there when the plan was made");
        }
    }

    private void requireEntry(String path) throws IOException {
        if (!files.isEntry(path)) {
            throw new NoSuchFileException(path, null, "it was there when the plan was made");
        }
    }

    private void requireContent(String path, String sha256) throws IOException {
        try (InputStream in = files.open(path)) {
            if (in == null) {
                throw new NoSuchFileException(path, null, "it was there when the plan was made");
            }
            requireDigest(path, Draft.sha256(in), sha256);
        }
    }

    private static void requireDigest(String what, String found, String expected) throws FixException {
        if (!found.equals(expected)) {
            throw new FixException(
                    "%s is not what the plan was made for: SHA-256 %s, expected %s".formatted(what, found, expected));
        }
    }

    /** Nothing may be at a path but what the plan saw there. */
    private void requireFree(String path, Optional<String> replaces) throws IOException {
        if (replaces.isPresent()) {
            requireContent(path, replaces.get());
        } else if (Files.exists(path(path), LinkOption.NOFOLLOW_LINKS)) {
            throw new FixException(path + " is there, and was not when the plan was made");
        }
    }

    private String drivers(Operation.AddDrivers drivers) throws IOException {
        String trouble = "";
        if (!drivers.tool().isEmpty()) {
            try {
                String said = run(drivers.tool());
                List<String> missing = lacking(drivers);
                if (missing.isEmpty()) {
                    return "made by " + drivers.tool().getFirst();
                }
                trouble = "%s left out %s%s"
                        .formatted(
                                drivers.tool().getFirst(),
                                String.join(", ", missing),
                                said.isBlank() ? "" : " and said: " + shortened(said));
            } catch (FixException e) {
                trouble = String.valueOf(e.getMessage());
            }
            if (!drivers.orAppend()) {
                throw new FixException(trouble);
            }
        }
        KernelModules kernel = KernelModules.of(files, drivers.kernel());
        if (kernel == null) {
            throw new FixException("the guest has no modules of kernel " + drivers.kernel());
        }
        Path copy = download(drivers.path());
        try {
            byte[] archive;
            try (InputStream in = Files.newInputStream(copy)) {
                Initramfs initramfs = Initramfs.read(in);
                archive = DriverArchive.behind(initramfs, Files.size(copy), files, kernel, drivers.modules());
            }
            Files.write(path(drivers.path()), archive, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            return "%d bytes appended%s".formatted(archive.length, trouble.isEmpty() ? "" : ", since " + trouble);
        } finally {
            Files.delete(copy);
        }
    }

    /** What is still wrong with an initramfs, in words. */
    private List<String> lacking(Operation.AddDrivers drivers) throws IOException {
        Path copy = download(drivers.path());
        try (InputStream in = Files.newInputStream(copy)) {
            Initramfs has = Initramfs.read(in);
            List<String> lacking = new ArrayList<>(drivers.modules());
            lacking.removeAll(has.modules());
            has.lvmDevices().ifPresent(path -> lacking.add("to leave out " + path));
            has.lvmFilters().keySet().forEach(path -> lacking.add("another filter in " + path));
            has.crypttab()
                    .filter(crypttab -> !crypttab.elsewhere().isEmpty())
                    .ifPresent(crypttab -> lacking.add("other names in " + crypttab.path()));
            return lacking;
        } finally {
            Files.delete(copy);
        }
    }

    /** In one go: read piece by piece it would take as many calls. */
    private Path download(String path) throws IOException {
        Path copy = Files.createTempFile("guestkit-", ".initramfs");
        try {
            guestfs.download(path, copy);
            return copy;
        } catch (IOException | RuntimeException e) {
            Files.delete(copy);
            throw e;
        }
    }

    private String run(List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("sh", "-c", LISTENING, "sh"));
        words.addAll(arguments);
        try {
            return guestfs.command(words);
        } catch (GuestfsException e) {
            throw new FixException(
                    "%s failed: %s".formatted(String.join(" ", arguments), shortened(String.valueOf(e.getMessage()))));
        }
    }

    private static String shortened(String said) {
        String line = said.strip().replace('\n', ' ');
        return line.length() <= MAX_WORDS ? line : "…" + line.substring(line.length() - MAX_WORDS);
    }

    private void open(String path) throws IOException {
        if (!path.equals(hive)) {
            guestfs.hivexOpen(path, HivexOpenOptions.builder().write(true).build());
            hive = path;
        }
    }

    /** 0 if there is no such key. */
    private long find(String key) throws IOException {
        long node = guestfs.hivexRoot();
        for (String name : key.split("\\\\")) {
            node = node == 0 ? 0 : guestfs.hivexNodeGetChild(node, name);
        }
        return node;
    }

    private long make(String key) throws IOException {
        long node = guestfs.hivexRoot();
        for (String name : key.split("\\\\")) {
            long child = guestfs.hivexNodeGetChild(node, name);
            node = child == 0 ? guestfs.hivexNodeAddChild(node, name) : child;
        }
        return node;
    }

    private void closeHive() throws IOException {
        if (hive != null) {
            hive = null;
            guestfs.hivexCommit(null);
            guestfs.hivexClose();
        }
    }

    /** Ends what is under way; the appliance stays its owner's. */
    @Override
    public void close() throws IOException {
        closeHive();
        fileSystem.close();
    }
}
