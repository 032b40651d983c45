package io.guestkit.inspect.boot;

import io.guestkit.inspect.parse.ByteLines;
import io.guestkit.inspect.parse.ModuleList;
import io.guestkit.inspect.rule.GuestFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which drivers a kernel has at hand before it has its root: those built into it, by modules.builtin, and the modules in
 * its initramfs.
 */
final class Drivers {

    private static final long MAX_FILE = 16L << 20;

    /**
     * A way in which a disk may be attached.
     *
     * @param name for reports
     * @param modules all that it needs; of several words between bars one is enough
     */
    record Bus(String name, List<String> modules) {}

    static final Bus VIRTIO = new Bus("virtio-blk", List.of("virtio_blk", "virtio_pci|virtio_mmio"));

    static final List<Bus> BUSES = List.of(
            VIRTIO,
            new Bus("virtio-scsi", List.of("virtio_scsi", "virtio_pci|virtio_mmio", "sd_mod")),
            new Bus("nvme", List.of("nvme")),
            new Bus("ahci", List.of("ahci|ahci_platform", "sd_mod")),
            new Bus("ide", List.of("ata_piix|ata_generic|ide_generic|piix", "sd_mod|ide_gd_mod|ide_disk")),
            new Bus("vmware pvscsi", List.of("vmw_pvscsi", "sd_mod")),
            new Bus("lsi logic", List.of("mptspi|mptsas|sym53c8xx", "sd_mod")),
            new Bus("hyper-v", List.of("hv_storvsc", "hv_vmbus", "sd_mod")),
            new Bus("xen", List.of("xen_blkfront")));

    private final @Nullable Set<String> builtIn;
    private final @Nullable Set<String> loadable;

    /**
     * @param builtIn null if that is not known
     * @param loadable null if that is not known; empty if there is no initramfs
     */
    Drivers(@Nullable Set<String> builtIn, @Nullable Collection<String> loadable) {
        this.builtIn = builtIn;
        this.loadable = loadable == null ? null : Set.copyOf(loadable);
    }

    /** The modules that are built into a kernel; null if the guest has no list of them. */
    static @Nullable Set<String> builtInto(String version, GuestFiles files) throws IOException {
        if (version.indexOf('/') >= 0 || version.isEmpty()) {
            return null;
        }
        for (String directory : new String[] {"lib/modules/", "usr/lib/modules/"}) {
            try (InputStream in = files.open(directory + version + "/modules.builtin")) {
                if (in != null) {
                    Set<String> names = new HashSet<>();
                    ByteLines lines = new ByteLines(in, MAX_FILE);
                    while (lines.next()) {
                        String path = lines.text(0);
                        names.add(ModuleList.moduleName(path.substring(path.lastIndexOf('/') + 1)));
                    }
                    return names;
                }
            }
        }
        return null;
    }

    boolean isKnown() {
        return builtIn != null && loadable != null;
    }

    /** @param oneOf names between bars */
    boolean has(String oneOf) {
        for (String name : oneOf.split("[|]")) {
            if (builtIn != null && builtIn.contains(name) || loadable != null && loadable.contains(name)) {
                return true;
            }
        }
        return false;
    }

    boolean has(Bus bus) {
        for (String module : bus.modules) {
            if (!has(module)) {
                return false;
            }
        }
        return true;
    }

    /** The buses on which a root would be found. */
    List<String> buses() {
        List<String> names = new ArrayList<>();
        for (Bus bus : BUSES) {
            if (has(bus)) {
                names.add(bus.name);
            }
        }
        return names;
    }

    /** The bus that the name of a device tells, null if it tells none. */
    static @Nullable Bus busOf(String device) {
        if (device.startsWith("/dev/vd")) {
            return VIRTIO;
        }
        if (device.startsWith("/dev/nvme")) {
            return BUSES.get(2);
        }
        return device.startsWith("/dev/xvd") ? BUSES.get(8) : null;
    }
}
