package io.guestkit.cli;

import io.guestkit.inspect.windows.WindowsRegistry;
import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Key;
import io.guestkit.registry.KeyWalk;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code registry}: keys of a Windows guest, or of a hive file. */
final class RegistryCommand implements Command {

    private static final String ROOT = "HKEY_LOCAL_MACHINE\\HIVE";

    @Override
    public Usage usage() {
        return new Usage(
                "registry",
                "IMAGE|HIVE [KEY]",
                1,
                2,
                "Keys of the registry of a Windows guest, or of a hive file",
                List.of(
                        Flag.SUBTREE,
                        Flag.VALUE,
                        Flag.HIVE,
                        Flag.DEVICE,
                        Flag.ADD,
                        Flag.FORMAT,
                        Flag.SOURCE_FORMAT,
                        Flag.SNAPSHOT,
                        Flag.ALLOW_PATH,
                        Flag.KEY_FILE,
                        Flag.LUKS_HEADER,
                        Flag.READER,
                        Flag.OUTPUT),
                List.of(
                        "disk.qcow2 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion'",
                        "a key with its values, as regedit exports it",
                        "disk.qcow2 'HKLM\\SYSTEM\\CurrentControlSet\\Services' --recursive",
                        "with all keys below it",
                        "disk.qcow2 'HKLM\\SYSTEM\\Select' --value Current",
                        "one value",
                        "disk.qcow2 --hive 'Windows/AppCompat/Programs/Amcache.hve' Root --output json",
                        "another hive file of the guest",
                        "./SOFTWARE 'Microsoft\\Windows'",
                        "a hive file of this machine, with the logs beside it"),
                List.of(
                        "KEY starts with HKLM\\SOFTWARE, SYSTEM, SAM, SECURITY or BCD00000000, or with HKU\\.DEFAULT or",
                        "HKU\\ and the SID of a user; in a hive file it is the path from its root. Case does not matter.",
                        "A last write that was not finished is completed from the logs, in memory; the image is not changed."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        String path = call.operands().size() > 1 ? call.operands().get(1) : "";
        Path file = Invocation.hostPath(call.operands().getFirst());
        if (isHive(file)) {
            if (call.has(Flag.HIVE) || call.has(Flag.DEVICE) || call.has(Flag.ADD)) {
                throw new UsageException(file + " is a hive itself: --hive, --device and --add are for images");
            }
            call.examine(file.toString());
            try (Hive hive = Hive.open(file)) {
                return print(call, hive, ROOT, path);
            }
        }
        try (Target target = Target.open(call)) {
            WindowsRegistry registry = WindowsRegistry.of(target.path("/"), target.others())
                    .orElseThrow(() -> new IOException("there is no Windows on this file system"));
            try (registry) {
                int code = call.value(Flag.HIVE) != null
                        ? print(call, registry.hiveAt(String.valueOf(call.value(Flag.HIVE))), ROOT, path)
                        : printPlace(call, registry, path);
                target.printWarnings(call.streams());
                return code;
            }
        }
    }

    private static boolean isHive(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (BlockSource source = FileSource.open(file)) {
            return Hive.isHive(source);
        }
    }

    private static int printPlace(Invocation call, WindowsRegistry registry, String path) throws IOException {
        if (path.isEmpty()) {
            throw new UsageException("which KEY? Such as HKLM\\SOFTWARE");
        }
        WindowsRegistry.Place place = registry.place(path);
        place.note().ifPresent(note -> call.streams().note(note));
        return print(call, place.hive(), place.prefix(), place.path());
    }

    private static int print(Invocation call, Hive hive, String prefix, String path) throws IOException {
        Key key = hive.find(path).orElse(null);
        if (key == null) {
            Warnings.print(hive.warnings(), call.streams());
            throw new FileSystemException(prefix + "\\" + path, null, "there is no such key");
        }
        RegistryPrinter printer = call.output() == OutputFormat.TEXT
                ? new RegistryText(call.streams(), prefix)
                : new RegistryItems(call, prefix);
        String name = call.value(Flag.VALUE);
        int code;
        if (name != null) {
            if (call.has(Flag.SUBTREE)) {
                throw new UsageException("--value is one value of KEY; leave out --recursive");
            }
            Optional<Value> value = key.value(name);
            if (value.isEmpty()) {
                throw new FileSystemException(prefix + "\\" + path, null, "there is no value " + name);
            }
            printer.start();
            code = printer.print(key, List.of(value.get())) ? ExitCode.OK : ExitCode.UNSUPPORTED;
        } else {
            code = printTree(call, hive, key, printer);
        }
        Warnings.print(hive.warnings(), call.streams());
        return code;
    }

    private static int printTree(Invocation call, Hive hive, Key start, RegistryPrinter printer) throws IOException {
        Trouble trouble = new Trouble(call);
        int code = ExitCode.OK;
        printer.start();
        KeyWalk walk = hive.walk(start);
        for (boolean more = true; more; ) {
            Key key = null;
            try {
                key = walk.next();
                more = key != null && call.has(Flag.SUBTREE);
                if (key != null && !printer.print(key, walk.values())) {
                    code = ExitCode.UNSUPPORTED;
                }
            } catch (IOException e) {
                trouble.add(key == null ? null : key.path(), e);
                more = call.has(Flag.SUBTREE);
            }
        }
        if (!call.has(Flag.SUBTREE)) {
            printer.printSubkeys(start);
        }
        return trouble.code() != ExitCode.OK ? trouble.code() : code;
    }

    /** How keys are printed. */
    interface RegistryPrinter {

        void start() throws IOException;

        /** @return false if the form has no way to say it; that it was left out was told */
        boolean print(Key key, List<Value> values) throws IOException;

        /** Names of the keys below one that was printed alone. */
        void printSubkeys(Key key) throws IOException;
    }

    /** The full path of a key. */
    static String fullPath(String prefix, @Nullable Key key) {
        String path = key == null ? "" : key.path();
        return path.isEmpty() ? prefix : prefix + "\\" + path;
    }
}
