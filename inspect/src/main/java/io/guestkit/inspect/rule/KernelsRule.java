package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.KernelImage;
import io.guestkit.inspect.parse.ModuleList;
import io.guestkit.inspect.report.Kernel;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Kernels: images in /boot by their usual names, those of the Boot Loader Specification below
 * {@code /boot/<machine id>/<version>}, and those beside their modules where /boot has no copy of them.
 */
final class KernelsRule implements Rule {

    private static final String[] PREFIXES = {"vmlinuz-", "vmlinux-", "Image-", "bzImage-", "kernel-", "linux-"};
    private static final String[] NAMES = {"vmlinuz", "vmlinux", "Image", "bzImage", "kernel"};
    private static final String[] MODULES = {"lib/modules", "usr/lib/modules"};
    private static final String[] VIRTIO = {"virtio_blk", "virtio_net", "virtio_pci"};
    private static final Comparator<Kernel> BY_PATH = new Comparator<>() {
        @Override
        public int compare(Kernel one, Kernel other) {
            return one.path().compareTo(other.path());
        }
    };

    private static final int MACHINE_ID_LENGTH = 32;

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        List<Kernel> kernels = new ArrayList<>();
        List<String> boot = files.names("boot");
        for (String name : boot) {
            String suffix = suffix(name);
            if (suffix != null) {
                addIfKernel(files, findings, "boot/" + name, suffix, initramfs("boot/", boot, suffix), kernels);
            } else if (name.length() == MACHINE_ID_LENGTH && isHex(name)) {
                addBootLoaderEntries(files, findings, "boot/" + name + "/", kernels);
            }
        }
        for (String directory : MODULES) {
            for (String version : files.names(directory)) {
                if (!isKnown(version, kernels)) {
                    addIfKernel(files, findings, directory + "/" + version + "/vmlinuz", version, null, kernels);
                }
            }
        }
        kernels.sort(BY_PATH);
        for (Kernel kernel : kernels) {
            findings.add(kernel);
        }
    }

    private static boolean isKnown(String version, List<Kernel> kernels) {
        for (Kernel kernel : kernels) {
            if (kernel.version().orElse("").equals(version)) {
                return true;
            }
        }
        return false;
    }

    private static void addBootLoaderEntries(
            GuestFiles files, Findings findings, String directory, List<Kernel> kernels) throws IOException {
        for (String version : files.names(directory)) {
            String initrd = directory + version + "/initrd";
            addIfKernel(
                    files,
                    findings,
                    directory + version + "/linux",
                    version,
                    files.isFile(initrd) ? "/" + initrd : null,
                    kernels);
        }
    }

    /** What follows the usual names of kernels, empty if nothing does; null for names of other files. */
    private static @Nullable String suffix(String name) {
        for (String plain : NAMES) {
            if (name.equals(plain)) {
                return "";
            }
        }
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix) && !isBeside(name)) {
                return name.substring(prefix.length());
            }
        }
        return null;
    }

    /** Whether a file is about the kernel that it is named after: sums, signatures, Photon's settings. */
    private static boolean isBeside(String name) {
        return name.endsWith(".hmac") || name.endsWith(".sig") || name.endsWith(".cfg");
    }

    /** @param suffix part of the file's name, which is the version on most guests */
    private static void addIfKernel(
            GuestFiles files,
            Findings findings,
            String path,
            String suffix,
            @Nullable String initramfs,
            List<Kernel> kernels)
            throws IOException {
        if (files.linkTarget(path) != null && (suffix.isEmpty() || suffix.equals("old"))) {
            return; // a second name of a kernel that has one
        }
        byte[] head = files.head(path, KernelImage.LENGTH);
        if (head == null) {
            return;
        }
        Optional<KernelImage> image = Optional.empty();
        try {
            image = KernelImage.parse(head);
        } catch (CorruptDataException e) {
            findings.doubt("/" + path, LinuxRules.describe(e));
        }
        String fromName = !suffix.isEmpty() && suffix.charAt(0) >= '0' && suffix.charAt(0) <= '9' ? suffix : null;
        Optional<String> version =
                image.isEmpty() ? Optional.empty() : image.get().version();
        version = version.isPresent() ? version : Optional.ofNullable(fromName);
        if (image.isEmpty() && version.isEmpty()) {
            return; // neither looks like a kernel nor has a kernel's name
        }
        kernels.add(new Kernel(
                version,
                "/" + path,
                Optional.ofNullable(initramfs),
                image.isEmpty() ? Optional.empty() : image.get().architecture(),
                version.isEmpty() ? Optional.empty() : hasVirtio(files, findings, version.get())));
    }

    /** The initial RAM disk with the same suffix, by the names that distributions give it. */
    private static @Nullable String initramfs(String directory, List<String> names, String suffix) {
        String dashed = suffix.isEmpty() ? "" : "-" + suffix;
        String[] candidates = {
            "initrd.img" + dashed,
            "initramfs" + dashed + ".img",
            "initrd" + dashed,
            "initrd" + dashed + ".img",
            "initramfs" + dashed,
            "initramfs-genkernel-" + suffix,
            "initramfs-genkernel-x86_64-" + suffix,
        };
        for (String candidate : candidates) {
            if (names.contains(candidate)) {
                return "/" + directory + candidate;
            }
        }
        return null;
    }

    private static Optional<Boolean> hasVirtio(GuestFiles files, Findings findings, String version) {
        if (version.indexOf('/') >= 0) {
            return Optional.empty();
        }
        for (String modules : MODULES) {
            String directory = modules + "/" + version;
            try {
                Set<String> missing = new HashSet<>(List.of(VIRTIO));
                boolean loadable = strike(files, directory + "/modules.dep", missing);
                boolean builtIn = missing.isEmpty() || strike(files, directory + "/modules.builtin", missing);
                if (missing.isEmpty() || loadable && builtIn) {
                    return Optional.of(missing.isEmpty());
                }
            } catch (IOException e) {
                findings.doubt("/" + directory, LinuxRules.describe(e)); // a kernel is one without its modules, too
            }
        }
        return Optional.empty();
    }

    private static boolean strike(GuestFiles files, String list, Set<String> missing) throws IOException {
        try (InputStream in = files.open(list)) {
            if (in != null) {
                ModuleList.strike(in, missing);
            }
            return in != null;
        }
    }

    private static boolean isHex(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.digit(name.charAt(i), 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
