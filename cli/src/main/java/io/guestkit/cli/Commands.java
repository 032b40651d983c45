package io.guestkit.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of commands. */
final class Commands {

    /** In the order in which help lists them. */
    static final List<String> NAMES = List.of(
            "inspect",
            "packages",
            "filesystems",
            "ls",
            "cat",
            "cp",
            "find",
            "tree",
            "df",
            "hash",
            "registry",
            "detect",
            "info",
            "convert",
            "create",
            "check",
            "compare",
            "map",
            "snapshot",
            "fix",
            "customize",
            "migrate",
            "machine",
            "boot-test",
            "libguestfs",
            "version",
            "completion",
            "help");

    private Commands() {}

    /** The command of that name, or null. Only its own classes are loaded. */
    static @Nullable Command named(String name) {
        return switch (name) {
            case "inspect" -> new InspectCommand();
            case "packages" -> new PackagesCommand();
            case "filesystems" -> new FilesystemsCommand();
            case "ls" -> new LsCommand();
            case "cat" -> new CatCommand();
            case "cp" -> new CpCommand();
            case "find" -> new FindCommand();
            case "tree" -> new TreeCommand();
            case "df" -> new DfCommand();
            case "hash" -> new HashCommand();
            case "registry" -> new RegistryCommand();
            case "detect" -> new DetectCommand();
            case "info" -> new InfoCommand();
            case "convert" -> new ConvertCommand();
            case "create" -> new CreateCommand();
            case "check" -> new CheckCommand();
            case "compare" -> new CompareCommand();
            case "map" -> new MapCommand();
            case "snapshot" -> new SnapshotCommand();
            case "fix" -> new FixCommand();
            case "customize" -> new CustomizeCommand();
            case "migrate" -> new MigrateCommand();
            case "machine" -> new MachineCommand();
            case "boot-test" -> new BootTestCommand();
            case "libguestfs" -> new LibguestfsCommand();
            case "version" -> new VersionCommand();
            case "completion" -> new CompletionCommand();
            case "help" -> new HelpCommand();
            default -> null;
        };
    }

    /** How the command of that name is called; the name is one of {@link #NAMES}. */
    static Usage usage(String name) {
        Command command = named(name);
        if (command == null) {
            throw new IllegalArgumentException(name);
        }
        return command.usage();
    }
}
