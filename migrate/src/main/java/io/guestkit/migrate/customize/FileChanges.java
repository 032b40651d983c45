package io.guestkit.migrate.customize;

import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.Operation;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Changes of single files and directories. Paths of the guest are absolute. */
public final class FileChanges {

    private FileChanges() {}

    /** Lets a file have this text. */
    public static Customization write(String path, String text) {
        require(path);
        return new Named("write", draft -> {
            GuestPlace.requireParent(draft, path);
            draft.write(path, text, 0644, Customization.ASKED, List.of());
        });
    }

    /** Adds a line at the end of a file, which is made if it is not there; not a second time. */
    public static Customization appendLine(String path, String line) {
        require(path);
        return new Named("append-line", draft -> {
            GuestPlace.requireParent(draft, path);
            String text = draft.text(path);
            String before = text == null || text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
            if (text == null || text.lines().noneMatch(line::equals)) {
                draft.write(path, (before == null ? "" : before) + line + "\n", 0644, Customization.ASKED, List.of());
            }
        });
    }

    /**
     * Replaces what a pattern fits in each line.
     *
     * @param expression {@code s/PATTERN/REPLACEMENT/} as Perl has it, with {@code g} and {@code i} or without. The pattern
     *     is one of java.util.regex; in the replacement stand {@code $1} and {@code \1} for a group, {@code $&} for all of it
     * @throws IllegalArgumentException if it is none, or wants what only Perl can do
     */
    public static Customization edit(String path, String expression) {
        require(path);
        Substitution substitution = Substitution.parse(expression);
        return new Named("edit", draft -> {
            String changed = substitution.apply(existing(draft, path));
            if (!draft.edit(path, changed, Customization.ASKED, List.of())) {
                draft.note("%s: %s changes nothing in it, so it stays as it is".formatted(path, expression));
            }
        });
    }

    private static String existing(Draft draft, String path) throws IOException {
        String text = draft.text(path);
        if (text == null) {
            throw new NoSuchFileException(path, null, "no such file in the guest");
        }
        return text;
    }

    /** Makes an empty file unless there is one. */
    public static Customization touch(String path) {
        require(path);
        return new Named("touch", draft -> {
            if (!draft.exists(path)) {
                GuestPlace.requireParent(draft, path);
                draft.write(path, "", 0644, Customization.ASKED, List.of());
            }
        });
    }

    /** Empties a file, whatever its size. */
    public static Customization truncate(String path) {
        require(path);
        return new Named("truncate", draft -> {
            if (!draft.truncate(path, Customization.ASKED, List.of())) {
                throw new NoSuchFileException(path, null, "no such file in the guest");
            }
        });
    }

    /** Empties all files in a directory and in those in it; links are left as they are. */
    public static Customization truncateRecursive(String path) {
        String directory = withoutSlash(path);
        require(directory);
        return new Named("truncate-recursive", draft -> {
            if (!draft.isDirectory(directory)) {
                throw new NoSuchFileException(directory, null, "no such directory in the guest");
            }
            for (String file : draft.filesBelow(directory)) {
                draft.truncate(file, Customization.ASKED, List.of());
            }
        });
    }

    /**
     * Moves a file, a link or a directory with all that is in it, which keeps its owners, modes and labels.
     *
     * @param to where it is to be; a directory that is there gets it under its old name
     */
    public static Customization move(String from, String to) {
        String source = withoutSlash(from);
        String place = withoutSlash(to);
        require(source);
        if (!place.equals("/")) {
            require(place);
        }
        return new Named("move", draft -> {
            String inside = (place.equals("/") ? "" : place) + source.substring(source.lastIndexOf('/'));
            draft.move(source, draft.isDirectory(place) ? inside : place, Customization.ASKED, List.of());
        });
    }

    /**
     * Gives a file another owner and group, each by its number or by the name that the guest has for it.
     *
     * @param path a link leads to the file
     */
    public static Customization chown(String user, String group, String path) {
        require(path);
        return new Named("chown", draft -> {
            OptionalInt uid = OptionalInt.of(Accounts.uid(draft, user));
            permissions(draft, path, OptionalInt.empty(), uid, OptionalInt.of(Accounts.gid(draft, group)));
        });
    }

    /** Deletes a file, a link or a directory with all that is in it. */
    public static Customization delete(String path) {
        require(path);
        return new Named("delete", draft -> {
            if (!draft.delete(path, Customization.ASKED, List.of())) {
                draft.note(path + " is not there, so there is nothing to delete");
            }
        });
    }

    /** Makes a directory, and those that it is in. */
    public static Customization mkdir(String path) {
        String directory = withoutSlash(path);
        require(directory);
        return new Named("mkdir", draft -> {
            GuestPlace.requireDirectories(draft, directory);
            draft.directory(directory, Customization.ASKED, List.of());
        });
    }

    /** Sets permission bits. */
    public static Customization chmod(int mode, String path) {
        require(path);
        return new Named("chmod", draft -> {
            permissions(draft, path, OptionalInt.of(mode), OptionalInt.empty(), OptionalInt.empty());
        });
    }

    private static void permissions(Draft draft, String path, OptionalInt mode, OptionalInt uid, OptionalInt gid)
            throws IOException {
        String real = draft.real(path);
        if (real == null) {
            throw new NoSuchFileException(path, null, "no such file in the guest");
        }
        draft.add(Customization.ASKED, List.of(), new Operation.SetPermissions(real, mode, uid, gid));
    }

    /** Makes a symbolic link. */
    public static Customization link(String target, String path) {
        require(path);
        return new Named("link", draft -> {
            GuestPlace.requireForLink(draft, path);
            draft.link(path, target, Customization.ASKED, List.of());
        });
    }

    /** Copies a file inside the guest to where nothing is. */
    public static Customization copy(String from, String to) {
        require(from);
        require(to);
        return new Named("copy", draft -> {
            if (!draft.isFile(from)) {
                throw new NoSuchFileException(from, null, "no such file in the guest");
            }
            if (draft.exists(to)) {
                throw new IOException(to + " is there already in the guest");
            }
            GuestPlace.requireParent(draft, to);
            draft.copy(from, to, Customization.ASKED, List.of());
        });
    }

    /** Copies a file of this machine to a path of the guest. */
    public static Customization upload(Path source, String path) {
        require(path);
        return new Named("upload", draft -> {
            GuestPlace.requireParent(draft, path);
            draft.copyIn(source, path, mode(source), Customization.ASKED, List.of());
        });
    }

    /** Copies a file or a tree of this machine into a directory of the guest. */
    public static Customization copyIn(Path source, String path) {
        String directory = withoutSlash(path);
        if (!directory.equals("/")) {
            require(directory);
        }
        return new Named("copy-in", draft -> {
            if (!Files.exists(source)) {
                throw new NoSuchFileException(source.toString());
            }
            Files.walkFileTree(source, new CopyIn(draft, source, directory));
        });
    }

    /**
     * Unpacks a tar of this machine into a directory of the guest: files with their owners and modes, directories, links.
     *
     * @param tar not compressed; no member leads out of the directory
     */
    public static Customization tarIn(Path tar, String path) {
        String directory = withoutSlash(path);
        if (!directory.equals("/")) {
            require(directory);
        }
        return new TarIn(tar, directory);
    }

    private static int mode(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        int mode = 0;
        for (PosixFilePermission each : permissions) {
            mode |= 0400 >> each.ordinal();
        }
        return mode;
    }

    /** As directories are often written. */
    private static String withoutSlash(String directory) {
        int end = directory.length();
        while (end > 1 && directory.charAt(end - 1) == '/') {
            end--;
        }
        return directory.substring(0, end);
    }

    private static void require(String path) {
        boolean whole = path.startsWith("/") && path.length() > 1 && !path.endsWith("/");
        for (String name : whole ? path.substring(1).split("/", -1) : new String[] {""}) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                throw new IllegalArgumentException(
                        path + " is no absolute path of the guest, without .. and without a slash at its end");
            }
        }
    }

    private static final class CopyIn extends SimpleFileVisitor<Path> {
        private final Draft draft;
        private final Path source;
        private final String directory;

        CopyIn(Draft draft, Path source, String directory) {
            this.draft = draft;
            this.source = source;
            this.directory = directory.endsWith("/") ? directory : directory + "/";
        }

        private String place(Path file) {
            Path parent = source.toAbsolutePath().getParent();
            return directory + (parent == null ? file : parent.relativize(file.toAbsolutePath()));
        }

        @Override
        public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
            draft.directory(place(visited), Customization.ASKED, List.of());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isSymbolicLink()) {
                draft.link(place(file), Files.readSymbolicLink(file).toString(), Customization.ASKED, List.of());
            } else if (attributes.isRegularFile()) {
                draft.copyIn(file, place(file), mode(file), Customization.ASKED, List.of());
            } else {
                throw new UnsupportedFeatureException(
                        file + " is neither a file nor a directory nor a link, and cannot be copied in");
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
