package io.guestkit.inspect.language;

import io.guestkit.inspect.parse.ChannelSource;
import io.guestkit.inspect.report.Application;
import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packages of programming languages in a guest. All of its files are looked at, by name or by their first bytes, so
 * this takes far longer than asking its package manager.
 *
 * @param applications in {@link Application#ORDER}, each with the file that tells of it
 * @param notRead files that ought to tell of a package and could not be read, and where the search had to stop
 */
public record LanguagePackages(List<Application> applications, List<NotRead> notRead) {

    private static final int MAX_ENTRIES = 4_000_000;
    private static final int MAX_DEPTH = 200;
    private static final int MAX_NOT_READ = 1000;
    /** Bytes that are read and inflated in all. */
    private static final long MAX_READ = 4L << 30;
    /** Programs are larger than that. */
    private static final int MIN_PROGRAM = 4096;

    public LanguagePackages {
        applications = List.copyOf(applications);
        notRead = List.copyOf(notRead);
    }

    /** A file, or a folder, by its path in the guest, and why it was not read. */
    public record NotRead(String path, IOException reason) {}

    /** @param root the root folder of the guest; links are not followed, so that nothing outside of it is read */
    public static LanguagePackages below(Path root) {
        Walk walk = new Walk(root);
        walk.run();
        List<Application> found = walk.finds.found();
        found.sort(Application.ORDER);
        return new LanguagePackages(found, walk.notRead);
    }

    private record Folder(Path path, String name, int depth) {}

    private static final class Walk {

        private final Path root;
        private final Class<? extends BasicFileAttributes> attributes;
        private final Finds finds = new Finds(MAX_READ);
        private final List<NotRead> notRead = new ArrayList<>();
        private final Deque<Folder> ahead = new ArrayDeque<>();
        private int entries;

        Walk(Path root) {
            this.root = root;
            boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
            this.attributes = posix ? PosixFileAttributes.class : BasicFileAttributes.class;
        }

        void run() {
            ahead.push(new Folder(root, "", 0));
            while (!ahead.isEmpty()) {
                Folder folder = ahead.pop();
                try (DirectoryStream<Path> children = Files.newDirectoryStream(folder.path)) {
                    for (Path child : children) {
                        if (finds.isExhausted() || ++entries > MAX_ENTRIES || notRead.size() >= MAX_NOT_READ) {
                            notRead.add(new NotRead(path(child), new Finds.BudgetException()));
                            return;
                        }
                        look(folder, child);
                    }
                } catch (DirectoryIteratorException e) {
                    IOException cause = e.getCause();
                    notRead.add(new NotRead(path(folder.path), cause == null ? new IOException(e) : cause));
                } catch (IOException e) {
                    notRead.add(new NotRead(path(folder.path), e));
                }
            }
        }

        private void look(Folder folder, Path child) {
            String name = String.valueOf(child.getFileName());
            try {
                BasicFileAttributes is = Files.readAttributes(child, attributes, LinkOption.NOFOLLOW_LINKS);
                if (is.isDirectory()) {
                    if (folder.depth < MAX_DEPTH && !isOfTheKernel(folder, name)) {
                        ahead.push(new Folder(child, name, folder.depth + 1));
                    }
                } else if (is.isRegularFile()) {
                    read(folder, child, name, is);
                }
            } catch (IOException e) {
                notRead.add(new NotRead(path(child), e));
            }
        }

        private static boolean isOfTheKernel(Folder folder, String name) {
            return folder.depth == 0
                    && switch (name) {
                        case "proc", "sys", "dev", "run" -> true;
                        default -> false;
                    };
        }

        private void read(Folder folder, Path file, String name, BasicFileAttributes is) throws IOException {
            String path = path(file);
            if (PythonPackage.isMetadata(folder.name, name)) {
                add(PythonPackage.parse(text(file), path));
            } else if (name.equals("package.json") && isNodeModule(folder)) {
                add(NodePackage.parse(bytes(file, Finds.MAX_METADATA), path));
            } else if (name.endsWith(".gemspec") && isSpecifications(folder)) {
                add(GemSpecification.parse(text(file), path));
            } else if (name.equals("installed.json") && folder.name.equals("composer")) {
                Listings.composer(bytes(file, Finds.MAX_LIST), path, finds);
            } else if (name.endsWith(".deps.json")) {
                Listings.nuget(bytes(file, Finds.MAX_LIST), path, finds);
            } else if (JarPackages.isJar(name)) {
                try (BlockSource source = open(file)) {
                    JarPackages.read(source, path, finds);
                }
            } else if (is.size() >= MIN_PROGRAM
                    && is instanceof PosixFileAttributes posix
                    && posix.permissions().contains(PosixFilePermission.OWNER_EXECUTE)
                    && !name.contains(".so")) {
                try (BlockSource source = open(file)) {
                    Program.read(source, path, finds);
                }
            }
        }

        /** Below {@code node_modules}, or a scope in it; other files of that name are sources and examples. */
        private static boolean isNodeModule(Folder folder) {
            Path parent = folder.path.getParent();
            Path grandparent = parent == null ? null : parent.getParent();
            return named(parent, "node_modules")
                    || named(grandparent, "node_modules")
                            && parent != null
                            && String.valueOf(parent.getFileName()).startsWith("@");
        }

        private static boolean isSpecifications(Folder folder) {
            return folder.name.equals("specifications")
                    || folder.name.equals("default") && named(folder.path.getParent(), "specifications");
        }

        private static boolean named(@Nullable Path path, String name) {
            return path != null && name.equals(String.valueOf(path.getFileName()));
        }

        private void add(@Nullable Application application) {
            if (application != null) {
                finds.add(application);
            }
        }

        private static BlockSource open(Path file) throws IOException {
            return new ChannelSource(Files.newByteChannel(file));
        }

        private byte[] bytes(Path file, int most) throws IOException {
            try (BlockSource source = open(file)) {
                return finds.bytes(source, most);
            }
        }

        private String text(Path file) throws IOException {
            try (BlockSource source = open(file)) {
                return finds.text(source);
            }
        }

        private String path(Path file) {
            return "/" + root.relativize(file);
        }
    }
}
