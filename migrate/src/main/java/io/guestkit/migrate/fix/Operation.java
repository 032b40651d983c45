package io.guestkit.migrate.fix;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One change of a guest. Paths are those of the guest, absolute and without symbolic links in their directories; digests
 * are SHA-256 in hexadecimal. Each knows enough for its effect to be looked up afterwards by somebody else than its writer.
 */
public sealed interface Operation {

    /** What it changes: a path, a key of a registry, or a command's words. */
    String subject();

    /** How it is taken back, in a sentence. All of them are taken back by dropping the overlay. */
    String undo();

    /**
     * Changes some lines of a text.
     *
     * @param charset {@code utf-8}, or {@code iso-8859-1} for a file that is not UTF-8: it keeps every byte
     * @param before digest of the file before; with any other content it is not touched
     * @param after digest afterwards
     * @param diff from the one to the other, unified
     */
    record EditFile(String path, String charset, String before, String after, String diff) implements Operation {
        @Override
        public String subject() {
            return path;
        }

        @Override
        public String undo() {
            return "apply the diff in reverse";
        }
    }

    /**
     * Writes a new text, owned by root.
     *
     * @param mode permission bits
     * @param replaces digest of the file that may be there; none may be there if empty
     */
    record WriteFile(String path, String content, int mode, Optional<String> replaces) implements Operation {
        @Override
        public String subject() {
            return path;
        }

        @Override
        public String undo() {
            return replaces.isPresent() ? "copy the file from the image below the overlay" : "delete the file";
        }
    }

    /**
     * Copies a file of this machine into the guest, owned by root.
     *
     * @param source on this machine; behind {@code !} a path inside that file, if it is an image of a file system
     * @param sha256 of the source, and of the copy
     */
    record CopyIn(String source, String path, String sha256, int mode, Optional<String> replaces) implements Operation {
        @Override
        public String subject() {
            return path;
        }

        @Override
        public String undo() {
            return replaces.isPresent() ? "copy the file from the image below the overlay" : "delete the file";
        }
    }

    /**
     * Copies a file inside the guest; nothing may be at the place.
     *
     * @param device of the file system that both paths are on, if it is one that the guest mounts nowhere; directories are
     *     made there
     */
    record CopyFile(Optional<String> device, String from, String path, String sha256) implements Operation {
        @Override
        public String subject() {
            return device.map(on -> on + ":" + path).orElse(path);
        }

        @Override
        public String undo() {
            return "delete the file";
        }
    }

    /** Makes a directory, and those that it is in; does nothing where there is one. */
    record MakeDirectory(String path, int mode) implements Operation {
        @Override
        public String subject() {
            return path;
        }

        @Override
        public String undo() {
            return "remove the directory";
        }
    }

    /** @param replaces target of the link that may be there; nothing may be there if empty */
    record MakeSymlink(String path, String target, Optional<String> replaces) implements Operation {
        @Override
        public String subject() {
            return path;
        }

        @Override
        public String undo() {
            return replaces.map(old -> "let the link lead to " + old + " again").orElse("delete the link");
        }
    }

    /** Deletes what is at a path, a directory with all that is in it; a link itself and not where it leads. */
    record Delete(String path) implements Operation {
        @Override
        public String subject() {
            return path;
        }

        @Override
        public String undo() {
            return "copy it from the image below the overlay";
        }
    }

    /**
     * Moves what is at a path, a directory with all that is in it, a link itself; nothing may be at the new place.
     *
     * @param type {@code file}, {@code directory}, {@code link} or {@code other}
     * @param sha256 of a list of all that is moved, with its modes, owners, contents and targets: {@link Fingerprint}
     */
    record Move(String from, String path, String type, String sha256) implements Operation {
        @Override
        public String subject() {
            return path;
        }

        @Override
        public String undo() {
            return "move it back";
        }
    }

    /** Empties a file, which keeps its owner, mode and attributes. */
    record Truncate(String path) implements Operation {
        @Override
        public String subject() {
            return path;
        }

        @Override
        public String undo() {
            return "copy the file from the image below the overlay";
        }
    }

    /**
     * Sets those of permission bits, owner and group that are given. A new owner takes the set-user-id bits of a file away,
     * as it does on every Linux, unless the mode has them.
     */
    record SetPermissions(String path, OptionalInt mode, OptionalInt uid, OptionalInt gid) implements Operation {
        @Override
        public String subject() {
            return path;
        }

        @Override
        public String undo() {
            return "set what the image below the overlay has";
        }
    }

    /**
     * Gets modules of a kernel into its initramfs, and LVM's list of devices out of it: by the guest's own tool, or as one
     * more archive behind what is there.
     *
     * @param path of the initramfs
     * @param kernel version, as modules' directories are called
     * @param modules names, with underscores
     * @param tool what makes it anew, run in the appliance with the guest as root; none to append
     * @param orAppend whether to append where the tool fails
     */
    record AddDrivers(String path, String kernel, List<String> modules, List<String> tool, boolean orAppend)
            implements Operation {
        public AddDrivers {
            modules = List.copyOf(modules);
            tool = List.copyOf(tool);
        }

        @Override
        public String subject() {
            return path;
        }

        @Override
        public String undo() {
            return "copy the file from the image below the overlay";
        }
    }

    /**
     * Sets a value of a Windows registry, and makes the keys that it is in.
     *
     * @param hive path of the hive's file
     * @param key below the hive's root, with backslashes
     * @param name empty for the default value
     * @param type number, as in winnt.h: 1 is REG_SZ
     * @param data as it is stored, in hexadecimal
     * @param shown the same for people
     */
    record SetRegistryValue(String hive, String key, String name, int type, String data, String shown)
            implements Operation {
        @Override
        public String subject() {
            return hive + ": " + key + "\\" + (name.isEmpty() ? "(default)" : name);
        }

        @Override
        public String undo() {
            return "set what the hive in the image below the overlay has";
        }
    }

    /**
     * Deletes a key of a Windows registry with all that is in it.
     *
     * @param device of the file system that the hive is on, if it is one that the guest mounts nowhere
     */
    record DeleteRegistryKey(Optional<String> device, String hive, String key) implements Operation {
        @Override
        public String subject() {
            return device.map(on -> on + ":").orElse("") + hive + ": " + key;
        }

        @Override
        public String undo() {
            return "set what the hive in the image below the overlay has";
        }
    }

    /**
     * Runs a program of the guest in the appliance, with the guest as root and without a network.
     *
     * @param arguments the program first; no shell looks at them
     * @param writes paths that it may change although other operations have, too
     * @param proofs what has to be so afterwards; without any, that it was done is never proved
     */
    record RunCommand(List<String> arguments, List<String> writes, List<Proof> proofs) implements Operation {
        public RunCommand {
            arguments = List.copyOf(arguments);
            writes = List.copyOf(writes);
            proofs = List.copyOf(proofs);
            if (arguments.isEmpty()) {
                throw new IllegalArgumentException("a command needs words");
            }
        }

        @Override
        public String subject() {
            return String.join(" ", arguments);
        }

        @Override
        public String undo() {
            return "drop the overlay";
        }
    }
}
