package io.guestkit.migrate.machine;

import io.guestkit.io.UnsupportedFeatureException;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts a guest in QEMU to see whether it comes up: on overlays that are thrown away, without a network and without a
 * window. It has come up when a login prompt or systemd's multi-user or graphical target shows on the serial line or on a
 * screen of characters, when the guest wrote to its disk that it put up a login prompt, reached a run level for several
 * users or finished its start, or when it switches itself off on the power button after all time is up.
 *
 * <p>Every fifteen seconds the guest is asked by SysRq to write what it has in memory, and is halted for as long as its disk
 * is looked at; nothing else is done to it. Where KVM does not work the machine is emulated, with one processor.
 */
public final class BootTest {

    private BootTest() {}

    /**
     * Looks whether such a machine could be started here.
     *
     * @throws UnsupportedFeatureException if something is missing; names the package
     */
    public static void require(Machine machine) throws IOException {
        program(machine);
        if (machine.firmware() == Machine.Firmware.UEFI) {
            UefiFirmware.require(machine.architecture());
        }
    }

    /**
     * Looks whether any PC could be started here.
     *
     * @throws UnsupportedFeatureException if QEMU is missing; names the package
     */
    public static void requireQemu() throws UnsupportedFeatureException {
        program(Machine.Architecture.X86_64);
    }

    /**
     * Starts the machine and waits for it.
     *
     * @throws UnsupportedFeatureException if QEMU or firmware is missing, or does not run from such an image
     * @throws IOException if it cannot be tried; that the guest does not come up is a result
     */
    public static BootTestResult run(Machine machine, BootTestOptions options) throws IOException {
        require(machine);
        Path folder = options.directory().isPresent()
                ? Files.createTempDirectory(
                        Files.createDirectories(options.directory().get()), "boot-test-")
                : Files.createTempDirectory("guestkit-boot-");
        // sockets have names of at most 107 bytes, so they lie where paths are short
        Path sockets = options.directory().isPresent() ? Files.createTempDirectory("guestkit-boot-") : folder;
        try {
            List<String> notes = new ArrayList<>();
            for (String accelerator : accelerators()) {
                BootRun run = new BootRun(machine, options, accelerator, program(machine), folder, sockets, notes);
                BootRun.Outcome outcome = run.go();
                if (outcome != null) {
                    return result(machine, options, accelerator, outcome, folder, notes);
                }
                notes.add("KVM does not work here: the guest was emulated");
                clear(folder);
            }
            throw new IOException("QEMU could not run the machine with any accelerator");
        } finally {
            delete(folder);
            delete(sockets);
        }
    }

    private static List<String> accelerators() {
        Path kvm = Path.of("/dev/kvm");
        return Files.isReadable(kvm) && Files.isWritable(kvm) ? List.of("kvm", "tcg") : List.of("tcg");
    }

    private static BootTestResult result(
            Machine machine,
            BootTestOptions options,
            String accelerator,
            BootRun.Outcome outcome,
            Path folder,
            List<String> notes)
            throws IOException {
        return new BootTestResult(
                outcome.success(),
                outcome.reason(),
                outcome.signs(),
                outcome.duration(),
                accelerator,
                machine,
                outcome.serialLines(),
                outcome.screenLines(),
                kept(folder.resolve(BootRun.SERIAL), options.serialLog()),
                kept(folder.resolve(BootRun.SCREENSHOT), options.screenshot()),
                notes);
    }

    private static Optional<Path> kept(Path made, Optional<Path> wanted) throws IOException {
        if (wanted.isEmpty() || !Files.isRegularFile(made)) {
            return Optional.empty();
        }
        Files.copy(made, wanted.get(), StandardCopyOption.REPLACE_EXISTING);
        return wanted;
    }

    /** QEMU for that processor, on the PATH. */
    private static Path program(Machine machine) throws UnsupportedFeatureException {
        if (machine.architecture() == Machine.Architecture.AARCH64) {
            throw new UnsupportedFeatureException("boot tests of aarch64 are not done");
        }
        if (machine.architecture() == Machine.Architecture.I686 && machine.firmware() == Machine.Firmware.UEFI) {
            throw new UnsupportedFeatureException("boot tests of UEFI with 32 bits are not done");
        }
        return program(machine.architecture());
    }

    private static Path program(Machine.Architecture architecture) throws UnsupportedFeatureException {
        String name = architecture.program();
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(File.pathSeparator, -1)) {
            try {
                Path candidate = Path.of(folder).resolve(name);
                if (!folder.isEmpty() && Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                    return candidate.toAbsolutePath();
                }
            } catch (InvalidPathException e) {
                continue; // no folder of this system
            }
        }
        throw new UnsupportedFeatureException(
                "there is no %s on the PATH (Debian: apt-get install qemu-system-x86)".formatted(name));
    }

    private static void clear(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                delete(entry);
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file); // QEMU removes its sockets itself when it ends
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE; // gone meanwhile
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
