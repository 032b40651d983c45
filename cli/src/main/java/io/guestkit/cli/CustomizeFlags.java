package io.guestkit.cli;

import io.guestkit.migrate.customize.AccountChanges.Password;
import io.guestkit.migrate.customize.AccountChanges.SetPassword;
import io.guestkit.migrate.customize.AccountChanges.SshKey;
import io.guestkit.migrate.customize.Customization;
import io.guestkit.migrate.customize.FileChanges;
import io.guestkit.migrate.customize.PackageChanges;
import io.guestkit.migrate.customize.SystemChanges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The changes that flags ask for. */
final class CustomizeFlags {

    static final List<Flag> CHANGES = List.of(
            Flag.HOSTNAME,
            Flag.TIMEZONE,
            Flag.PASSWORD,
            Flag.PASSWORD_FILE,
            Flag.ROOT_PASSWORD,
            Flag.SSH_INJECT,
            Flag.FIRSTBOOT,
            Flag.FIRSTBOOT_COMMAND,
            Flag.FIRSTBOOT_INSTALL,
            Flag.RUN_COMMAND,
            Flag.RUN,
            Flag.UNINSTALL,
            Flag.WRITE,
            Flag.APPEND_LINE,
            Flag.EDIT,
            Flag.TOUCH,
            Flag.TRUNCATE,
            Flag.TRUNCATE_RECURSIVE,
            Flag.DELETE,
            Flag.MKDIR,
            Flag.CHMOD,
            Flag.CHOWN,
            Flag.LINK,
            Flag.COPY,
            Flag.MOVE,
            Flag.COPY_IN,
            Flag.TAR_IN,
            Flag.UPLOAD,
            Flag.COMMANDS_FROM_FILE,
            Flag.NEW_MACHINE_ID,
            Flag.NEW_SSH_HOST_KEYS,
            Flag.NEW_CLOUD_INIT);

    private static final String PASSWORDS = "file:FILE, random, locked or disabled";

    /** What virt-customize knows and this does not, with what to do instead. */
    private static final Map<String, String> INSTEAD = Map.of(
            "install", "the appliance has no network: use --firstboot-install, or --copy-in and --run-command",
            "update", "the appliance has no network: use --firstboot-command with the guest's package manager",
            "network", "the appliance has no network: what needs one can be done by --firstboot-command",
            "no-network", "it is not needed: the appliance has no network",
            "selinux-relabel", "it is not needed: a guest with SELinux labels its new files at its next start",
            "no-selinux-relabel", "a guest with SELinux labels its new files at its next start",
            "scrub",
                    "overwriting is meaningless in an overlay, since the image below keeps the file: use --delete, and"
                            + " fix commit with a new image",
            "password-crypto", "passwords are kept as SHA-512 crypt");

    private final List<Customization> changes = new ArrayList<>();
    private final Map<String, String> made = new LinkedHashMap<>();
    private final Set<Flag> seen = EnumSet.noneOf(Flag.class);

    private CustomizeFlags() {}

    /** Reads the flags of a call. */
    static CustomizeFlags of(Invocation call) throws IOException {
        CustomizeFlags flags = new CustomizeFlags();
        for (Map.Entry<Flag, @Nullable String> given : call.inOrder(CHANGES)) {
            String argument = given.getValue() == null ? "" : given.getValue();
            if (given.getKey() == Flag.COMMANDS_FROM_FILE) {
                flags.addFile(argument);
            } else {
                flags.add(given.getKey(), argument);
            }
        }
        return flags;
    }

    /** In the order in which they were given. */
    List<Customization> changes() {
        return changes;
    }

    /** Passwords that were made up, by users. */
    Map<String, String> madePasswords() {
        return made;
    }

    /** What to do where a word is given that virt-customize knows; null if it is none of those. */
    static @Nullable String instead(String word) {
        return INSTEAD.get(word);
    }

    private void addFile(String name) throws IOException {
        for (CommandsFile.Line line : CommandsFile.read(Invocation.hostPath(name))) {
            try {
                add(line);
            } catch (UsageException | IllegalArgumentException e) {
                throw new UsageException("%s:%d: %s".formatted(name, line.number(), e.getMessage()));
            }
        }
    }

    private void add(CommandsFile.Line line) throws IOException {
        List<String> words = new ArrayList<>();
        for (Flag flag : CHANGES) {
            if (flag != Flag.COMMANDS_FROM_FILE) {
                words.add(flag.word());
                if (flag.word().equals(line.verb())) {
                    if ((flag.argument() == null) != line.argument().isEmpty()) {
                        throw new UsageException(line.verb()
                                + (flag.argument() == null ? " takes no argument" : " needs " + flag.argument()));
                    }
                    add(flag, line.argument());
                    return;
                }
            }
        }
        String instead = instead(line.verb());
        throw new UsageException("no change is called %s%s"
                .formatted(line.verb(), instead == null ? Suggestion.of(line.verb(), words) : ": " + instead));
    }

    private void add(Flag flag, String argument) throws IOException {
        if (!seen.add(flag) && !flag.repeatable()) {
            throw new UsageException(flag + " is given twice");
        }
        changes.add(change(flag, argument));
    }

    private Customization change(Flag flag, String argument) throws IOException {
        return switch (flag) {
            case HOSTNAME -> new SystemChanges.HostName(argument);
            case TIMEZONE -> new SystemChanges.TimeZone(argument);
            case PASSWORD -> {
                String[] parts = split(flag, argument, "USER:" + PASSWORDS);
                yield password(flag, parts[0], parts[1]);
            }
            case ROOT_PASSWORD -> password(flag, "root", argument);
            case PASSWORD_FILE -> {
                String[] parts = split(flag, argument, "USER:FILE");
                yield new SetPassword(parts[0], known(parts[1]));
            }
            case SSH_INJECT -> {
                String[] parts = split(flag, argument, "USER:file:FILE or USER:string:KEY");
                yield new SshKey(parts[0], key(parts[1]));
            }
            case FIRSTBOOT -> new SystemChanges.FirstBoot(Files.readString(Invocation.hostPath(argument)));
            case FIRSTBOOT_COMMAND -> new SystemChanges.FirstBoot("#!/bin/sh\n" + argument + "\n");
            case FIRSTBOOT_INSTALL -> new PackageChanges.FirstBootInstall(List.of(argument.split(",", -1)));
            case RUN -> new SystemChanges.Script(Invocation.hostPath(argument));
            case UNINSTALL -> new PackageChanges.Uninstall(List.of(argument.split(",", -1)));
            case RUN_COMMAND -> new SystemChanges.Command(argument);
            case WRITE -> {
                String[] parts = split(flag, argument, "PATH:TEXT");
                yield FileChanges.write(parts[0], parts[1]);
            }
            case APPEND_LINE -> {
                String[] parts = split(flag, argument, "PATH:LINE");
                yield FileChanges.appendLine(parts[0], parts[1]);
            }
            case EDIT -> {
                String[] parts = split(flag, argument, "PATH:s/PATTERN/REPLACEMENT/");
                yield FileChanges.edit(parts[0], parts[1]);
            }
            case TOUCH -> FileChanges.touch(argument);
            case TRUNCATE -> FileChanges.truncate(argument);
            case TRUNCATE_RECURSIVE -> FileChanges.truncateRecursive(argument);
            case DELETE -> FileChanges.delete(argument);
            case MKDIR -> FileChanges.mkdir(argument);
            case CHMOD -> {
                String[] parts = split(flag, argument, "MODE:PATH");
                if (!parts[0].matches("[0-7]{3,4}")) {
                    throw new UsageException(flag + " " + argument + ": expected a mode such as 0644");
                }
                yield FileChanges.chmod(Integer.parseInt(parts[0], 8), parts[1]);
            }
            case CHOWN -> {
                String[] parts = argument.split(":", 3);
                if (parts.length < 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
                    throw new UsageException(flag + " " + argument + ": expected USER:GROUP:PATH");
                }
                yield FileChanges.chown(parts[0], parts[1], parts[2]);
            }
            case LINK -> {
                String[] parts = split(flag, argument, "TARGET:LINK");
                yield FileChanges.link(parts[0], parts[1]);
            }
            case COPY -> {
                String[] parts = split(flag, argument, "PATH:PATH");
                yield FileChanges.copy(parts[0], parts[1]);
            }
            case MOVE -> {
                String[] parts = split(flag, argument, "PATH:PATH");
                yield FileChanges.move(parts[0], parts[1]);
            }
            case COPY_IN -> {
                String[] parts = split(flag, argument, "FILE:DIR");
                yield FileChanges.copyIn(Invocation.hostPath(parts[0]), parts[1]);
            }
            case TAR_IN -> {
                String[] parts = split(flag, argument, "FILE:DIR");
                yield FileChanges.tarIn(Invocation.hostPath(parts[0]), parts[1]);
            }
            case UPLOAD -> {
                String[] parts = split(flag, argument, "FILE:PATH");
                yield FileChanges.upload(Invocation.hostPath(parts[0]), parts[1]);
            }
            case NEW_MACHINE_ID -> SystemChanges.newMachineId();
            case NEW_SSH_HOST_KEYS -> SystemChanges.newSshHostKeys();
            case NEW_CLOUD_INIT -> SystemChanges.newCloudInit();
            default -> throw new IllegalStateException(flag + " is no change");
        };
    }

    private Customization password(Flag flag, String user, String how) throws IOException {
        made.remove(user); // the last one counts
        return new SetPassword(
                user,
                switch (how) {
                    case "locked" -> new Password.Locked();
                    case "disabled" -> new Password.Disabled();
                    case "random" -> {
                        made.put(user, RandomPassword.make());
                        yield new Password.Known(made.getOrDefault(user, "").getBytes(StandardCharsets.US_ASCII));
                    }
                    default -> {
                        if (!how.startsWith("file:")) {
                            String what = how.startsWith("password:") ? "a password" : how;
                            throw new UsageException(
                                    "%s: %s: expected %s. Passwords come out of files of their own, since others can see arguments: put it into a FILE that only you can read, and give file:FILE"
                                            .formatted(flag, what, PASSWORDS));
                        }
                        yield known(how.substring(5));
                    }
                });
    }

    private static String key(String selector) throws IOException {
        if (selector.startsWith("string:")) {
            return selector.substring(7);
        }
        if (!selector.startsWith("file:")) {
            throw new UsageException(Flag.SSH_INJECT + ": expected file:FILE or string:KEY behind the user");
        }
        return Files.readString(Invocation.hostPath(selector.substring(5)));
    }

    private static Password known(String file) throws IOException {
        byte[] bytes = Files.readAllBytes(Invocation.hostPath(file));
        int length = 0;
        while (length < bytes.length && bytes[length] != '\n' && bytes[length] != '\r') {
            length++;
        }
        if (length == 0) {
            throw new UsageException(file + ": its first line, which is to be the password, is empty");
        }
        byte[] password = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return new Password.Known(password);
    }

    private static String[] split(Flag flag, String argument, String expected) {
        int colon = argument.indexOf(':');
        if (colon < 1) {
            throw new UsageException(flag + " " + argument + ": expected " + expected);
        }
        return new String[] {argument.substring(0, colon), argument.substring(colon + 1)};
    }
}
