package io.guestkit.migrate.machine;

import io.guestkit.inspect.parse.JsonTree;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * UEFI for a virtual machine, as it is installed on this host: found by the descriptors that packages put beside it
 * (QEMU, docs/interop/firmware.json).
 *
 * @param code the program
 * @param variables what its memory of variables is like when the machine is new
 */
record UefiFirmware(Path code, Path variables) {

    private static final List<Path> DESCRIPTORS =
            List.of(Path.of("/etc/qemu/firmware"), Path.of("/usr/share/qemu/firmware"));
    private static final long MAX_DESCRIPTOR = 1 << 20;
    private static final long MAX_FIRMWARE = 64L << 20;

    /** Where Debian has it; for a command that is run on another host. */
    static UefiFirmware usual(Machine.Architecture architecture) {
        return architecture == Machine.Architecture.AARCH64
                ? new UefiFirmware(Path.of("/usr/share/AAVMF/AAVMF_CODE.fd"), Path.of("/usr/share/AAVMF/AAVMF_VARS.fd"))
                : new UefiFirmware(
                        Path.of("/usr/share/OVMF/OVMF_CODE_4M.fd"), Path.of("/usr/share/OVMF/OVMF_VARS_4M.fd"));
    }

    /** @throws UnsupportedFeatureException if none is installed; names the package */
    static UefiFirmware require(Machine.Architecture architecture) throws IOException {
        Optional<UefiFirmware> installed = installed(architecture, DESCRIPTORS);
        if (installed.isPresent()) {
            return installed.get();
        }
        if (architecture == Machine.Architecture.I686) {
            throw new UnsupportedFeatureException("UEFI with 32 bits: no firmware for it is installed");
        }
        String name = architecture == Machine.Architecture.AARCH64 ? "qemu-efi-aarch64" : "ovmf";
        throw new UnsupportedFeatureException(
                "no UEFI firmware for %s is installed (Debian: apt-get install %s)".formatted(architecture, name));
    }

    /** The first that is there, starts what nobody signed, and needs nothing special of the machine. */
    static Optional<UefiFirmware> installed(Machine.Architecture architecture, List<Path> folders) throws IOException {
        Map<String, Path> descriptors = new TreeMap<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
                    for (Path file : files) {
                        descriptors.putIfAbsent(file.getFileName().toString(), file); // an administrator's own masks
                    }
                }
            }
        }
        for (Path descriptor : descriptors.values()) {
            if (Files.size(descriptor) <= MAX_DESCRIPTOR) {
                UefiFirmware firmware = described(descriptor, architecture);
                if (firmware != null && isUsable(firmware.code) && isUsable(firmware.variables)) {
                    return Optional.of(firmware);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isUsable(Path file) throws IOException {
        return Files.isReadable(file) && Files.isRegularFile(file) && Files.size(file) <= MAX_FIRMWARE;
    }

    private static @Nullable UefiFirmware described(Path descriptor, Machine.Architecture architecture)
            throws IOException {
        Object tree;
        try {
            tree = JsonTree.parse(Files.readAllBytes(descriptor));
        } catch (CorruptDataException e) {
            return null; // somebody else's file, and not the only one
        }
        List<?> features = list(child(tree, "features"));
        // other features, such as amd-sev, are what it can do and not what it asks for
        boolean needsMore = features.contains("requires-smm") || features.contains("enrolled-keys");
        boolean fits = false;
        for (Object target : list(child(tree, "targets"))) {
            fits |= architectureOf(architecture).equals(child(target, "architecture"));
        }
        Object mapping = child(tree, "mapping");
        Object code = child(child(mapping, "executable"), "filename");
        Object variables = child(child(mapping, "nvram-template"), "filename");
        Object format = child(child(mapping, "executable"), "format");
        boolean usable =
                fits && !needsMore && list(child(tree, "interface-types")).contains("uefi");
        return usable && "raw".equals(format) && code instanceof String file && variables instanceof String template
                ? new UefiFirmware(Path.of(file), Path.of(template))
                : null;
    }

    private static String architectureOf(Machine.Architecture architecture) {
        return architecture == Machine.Architecture.I686 ? "i386" : architecture.id();
    }

    private static @Nullable Object child(@Nullable Object tree, String key) {
        return tree instanceof Map<?, ?> map ? map.get(key) : null;
    }

    private static List<?> list(@Nullable Object tree) {
        return tree instanceof List<?> list ? list : List.of();
    }
}
