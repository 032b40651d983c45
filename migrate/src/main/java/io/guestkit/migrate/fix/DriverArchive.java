package io.guestkit.migrate.fix;

import io.guestkit.inspect.boot.Initramfs;
import io.guestkit.inspect.parse.Crypttab;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An archive of kernel modules that stands behind an initramfs: the kernel unpacks one after the other. It takes LVM's list
 * of devices away, too, which is of the old hardware, and lets its filters take disks of virtio. In the form
 * {@code newc} of cpio, not compressed. Linux: Documentation/driver-api/early-userspace/buffer-format.rst.
 *
 * <p>Directories that the initramfs has are not in it: where one of them is a link there, the kernel would put an empty
 * directory in its place.
 */
final class DriverArchive {

    private static final long MAX_MODULE = 64L << 20;
    /** Offsets of archives behind a compressed one, and of files inside, are multiples of it. */
    private static final int ALIGNMENT = 4;

    /** What modprobe and udev look modules up in. */
    private static final String[] INDEXES = {
        "modules.dep",
        "modules.dep.bin",
        "modules.alias",
        "modules.alias.bin",
        "modules.symbols",
        "modules.symbols.bin",
        "modules.softdep",
        "modules.devname",
        "modules.order",
        "modules.builtin",
        "modules.builtin.bin",
        "modules.builtin.alias.bin",
        "modules.builtin.modinfo"
    };

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Set<String> directories = new HashSet<>();
    private int number = 1;

    private DriverArchive() {}

    /**
     * What to write behind an initramfs.
     *
     * @param files of the guest
     * @param modules names, with underscores; those that they need come, too
     * @param size of the initramfs in bytes
     */
    static byte[] behind(
            Initramfs initramfs, long size, GuestFiles files, KernelModules kernel, Collection<String> modules)
            throws IOException {
        String version = kernel.directory().substring(kernel.directory().lastIndexOf('/') + 1);
        String inside = null;
        for (String directory : initramfs.directories()) {
            if (directory.endsWith("/" + version)) {
                inside = directory;
            }
        }
        if (inside == null) {
            throw new UnsupportedFeatureException(
                    "the initramfs has no module of kernel %s, so that it is not known where they belong"
                            .formatted(version));
        }
        DriverArchive archive = new DriverArchive();
        archive.out.writeBytes(new byte[padding(size)]);
        for (String path : kernel.withNeeded(modules).values()) {
            String source = kernel.directory() + "/" + path;
            long length = files.size(source);
            byte[] content = length < 0 || length > MAX_MODULE ? null : files.head(source, (int) MAX_MODULE);
            if (content == null) {
                throw new CorruptDataException(
                        length < 0
                                ? "/%s: modules.dep names it, and it is not there".formatted(source)
                                : "/%s: %d bytes, expected at most %d".formatted(source, length, MAX_MODULE));
            }
            archive.parents(inside, path);
            archive.entry(inside + "/" + path, 0100644, content);
        }
        for (String index : INDEXES) {
            byte[] content = files.head(kernel.directory() + "/" + index, (int) MAX_MODULE);
            if (content != null) {
                archive.entry(inside + "/" + index, 0100644, content);
            }
        }
        if (initramfs.lvmDevices().isPresent()) {
            // nothing can be deleted by an archive; to LVM a list that cannot be opened is none
            archive.entry(initramfs.lvmDevices().get(), 0120777, "/nonexistent".getBytes(StandardCharsets.US_ASCII));
        }
        initramfs
                .lvmFilters()
                .forEach((path, configuration) ->
                        archive.entry(path, 0100644, configuration.withVirtio().getBytes(StandardCharsets.UTF_8)));
        Initramfs.Crypttab crypttab = initramfs.crypttab().orElse(null);
        if (crypttab != null && !crypttab.elsewhere().isEmpty()) {
            archive.entry(crypttab.path(), 0100600, renewed(crypttab, files).getBytes(StandardCharsets.UTF_8));
        }
        archive.entry("TRAILER!!!", 0, new byte[0]);
        return archive.out.toByteArray();
    }

    /** With the names that the guest's own crypttab has for the same volumes. */
    private static String renewed(Initramfs.Crypttab crypttab, GuestFiles files) throws IOException {
        Map<String, String> names = new HashMap<>();
        String own = files.text("etc/crypttab");
        for (Crypttab.Entry entry : Crypttab.parse(own == null ? "" : own).entries()) {
            names.put(entry.name(), entry.spec());
        }
        StringBuilder text = new StringBuilder();
        for (String line : crypttab.text().lines().toList()) {
            String renewed = line;
            for (Crypttab.Entry entry : Crypttab.parse(line).entries()) {
                String lasting = names.get(entry.name());
                int at = line.indexOf(
                        entry.spec(), line.indexOf(entry.name()) + entry.name().length());
                if (lasting != null && at > 0) {
                    renewed = line.substring(0, at)
                            + lasting
                            + line.substring(at + entry.spec().length());
                }
            }
            text.append(renewed).append('\n');
        }
        return text.toString();
    }

    /** The directories between those that are known to be there and a file. */
    private void parents(String inside, String path) {
        for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
            String directory = inside + "/" + path.substring(0, slash);
            if (directories.add(directory)) {
                entry(directory, 040755, new byte[0]);
            }
        }
    }

    private void entry(String name, int mode, byte[] content) {
        byte[] text = (name + "\0").getBytes(StandardCharsets.UTF_8);
        boolean trailer = mode == 0;
        int[] fields = {
            trailer ? 0 : number++,
            mode,
            0,
            0,
            mode == 040755 ? 2 : 1,
            0, // time: the same archive of the same modules
            content.length,
            0,
            0,
            0,
            0,
            text.length,
            0
        };
        StringBuilder header = new StringBuilder("070701");
        for (int field : fields) {
            header.append(String.format(Locale.ROOT, "%08X", field));
        }
        out.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(text);
        out.writeBytes(new byte[padding(header.length() + text.length)]);
        out.writeBytes(content);
        out.writeBytes(new byte[padding(content.length)]);
    }

    private static int padding(long length) {
        return (int) (-length & ALIGNMENT - 1);
    }
}
