package io.guestkit.cli;

import io.guestkit.migrate.customize.AccountChanges.Password;
import io.guestkit.migrate.customize.AccountChanges.SetPassword;
import io.guestkit.migrate.customize.AccountChanges.SshKey;
import io.guestkit.migrate.customize.Customization;
import io.guestkit.migrate.customize.FileChanges;
import io.guestkit.migrate.customize.SystemChanges;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The changes that flags ask for. */
final class CustomizeFlags {

    static final List<Flag> CHANGES = List.of(
            Flag.HOSTNAME,
            Flag.TIMEZONE,
            Flag.PASSWORD,
            Flag.PASSWORD_FILE,
            Flag.SSH_INJECT,
            Flag.FIRSTBOOT,
            Flag.FIRSTBOOT_COMMAND,
            Flag.RUN_COMMAND,
            Flag.WRITE,
            Flag.APPEND_LINE,
            Flag.EDIT,
            Flag.TOUCH,
            Flag.TRUNCATE,
            Flag.DELETE,
            Flag.MKDIR,
            Flag.CHMOD,
            Flag.LINK,
            Flag.COPY,
            Flag.COPY_IN,
            Flag.UPLOAD,
            Flag.NEW_MACHINE_ID,
            Flag.NEW_SSH_HOST_KEYS,
            Flag.NEW_CLOUD_INIT);

    private CustomizeFlags() {}

    /** In the order in which they were given. */
    static List<Customization> changes(Invocation call) throws IOException {
        List<Customization> changes = new ArrayList<>();
        for (Map.Entry<Flag, @Nullable String> given : call.inOrder(CHANGES)) {
            String argument = given.getValue();
            changes.add(change(given.getKey(), argument == null ? "" : argument));
        }
        return changes;
    }

    private static Customization change(Flag flag, String argument) throws IOException {
        return switch (flag) {
            case HOSTNAME -> new SystemChanges.HostName(argument);
            case TIMEZONE -> new SystemChanges.TimeZone(argument);
            case PASSWORD -> password(argument);
            case PASSWORD_FILE -> {
                String[] parts = split(flag, argument, "USER:FILE");
                yield new SetPassword(parts[0], known(parts[1]));
            }
            case SSH_INJECT -> {
                String[] parts = split(flag, argument, "USER:file:FILE");
                yield new SshKey(parts[0], Files.readString(Invocation.hostPath(inFile(flag, parts[1]))));
            }
            case FIRSTBOOT -> new SystemChanges.FirstBoot(Files.readString(Invocation.hostPath(argument)));
            case FIRSTBOOT_COMMAND -> new SystemChanges.FirstBoot("#!/bin/sh\n" + argument + "\n");
            case RUN_COMMAND -> new SystemChanges.Command(argument);
            case WRITE -> {
                String[] parts = split(flag, argument, "PATH:TEXT");
                yield FileChanges.write(parts[0], parts[1]);
            }
            case APPEND_LINE -> {
                String[] parts = split(flag, argument, "PATH:LINE");
                yield FileChanges.appendLine(parts[0], parts[1]);
            }
            case EDIT -> edit(flag, argument);
            case TOUCH -> FileChanges.touch(argument);
            case TRUNCATE -> FileChanges.truncate(argument);
            case DELETE -> FileChanges.delete(argument);
            case MKDIR -> FileChanges.mkdir(argument);
            case CHMOD -> {
                String[] parts = split(flag, argument, "MODE:PATH");
                if (!parts[0].matches("[0-7]{3,4}")) {
                    throw new UsageException(flag + " " + argument + ": expected a mode such as 0644");
                }
                yield FileChanges.chmod(Integer.parseInt(parts[0], 8), parts[1]);
            }
            case LINK -> {
                String[] parts = split(flag, argument, "TARGET:LINK");
                yield FileChanges.link(parts[0], parts[1]);
            }
            case COPY -> {
                String[] parts = split(flag, argument, "PATH:PATH");
                yield FileChanges.copy(parts[0], parts[1]);
            }
            case COPY_IN -> {
                String[] parts = split(flag, argument, "FILE:DIR");
                yield FileChanges.copyIn(Invocation.hostPath(parts[0]), parts[1]);
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

    private static Customization password(String argument) throws IOException {
        String[] parts = split(Flag.PASSWORD, argument, "USER:file:FILE, USER:locked or USER:disabled");
        Password password = switch (parts[1]) {
            case "locked" -> new Password.Locked();
            case "disabled" -> new Password.Disabled();
            default -> known(inFile(Flag.PASSWORD, parts[1]));
        };
        return new SetPassword(parts[0], password);
    }

    /** Passwords come out of files, never out of arguments, which other users of this machine can see. */
    private static String inFile(Flag flag, String selector) {
        if (!selector.startsWith("file:")) {
            throw new UsageException(flag + ": expected file:FILE behind the user");
        }
        return selector.substring(5);
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

    /** PATH:s/PATTERN/REPLACEMENT/, with any character in place of the slash. */
    private static Customization edit(Flag flag, String argument) {
        String[] parts = split(flag, argument, "PATH:s/PATTERN/REPLACEMENT/");
        String expression = parts[1];
        if (expression.length() > 3 && expression.charAt(0) == 's') {
            String slash = Pattern.quote(expression.substring(1, 2));
            String[] pieces = expression.substring(2).split(slash, -1);
            if (pieces.length == 3 && (pieces[2].isEmpty() || pieces[2].equals("g"))) {
                return FileChanges.edit(parts[0], pieces[0], pieces[1]);
            }
        }
        throw new UsageException(flag + " " + argument + ": expected PATH:s/PATTERN/REPLACEMENT/");
    }

    private static String[] split(Flag flag, String argument, String expected) {
        int colon = argument.indexOf(':');
        if (colon < 1) {
            throw new UsageException(flag + " " + argument + ": expected " + expected);
        }
        return new String[] {argument.substring(0, colon), argument.substring(colon + 1)};
    }
}
