package io.guestkit.testkit;

import io.guestkit.fs.GuestFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Everything that {@link Files} promises of a read-only file system. A subclass says what its format can store and opens
 * a file system that holds {@link AwkwardTree} as far as it can, for example:
 *
 * <pre>{@code
 * class Ext4ContractTest extends FileSystemContract {
 *     @TempDir static Path scratch;
 *     static @Nullable BlockSource image;
 *
 *     @Override protected Set<Capability> capabilities() {
 *         return EnumSet.complementOf(EnumSet.of(Capability.CASE_INSENSITIVE, Capability.DOS_FLAGS));
 *     }
 *
 *     @Override protected GuestFileSystem open(FileTree tree) throws Exception {
 *         if (image == null) {
 *             Path root = HostTree.write(tree, capabilities(), scratch);
 *             // mke2fs -d root scratch/image 64M
 *             image = …;
 *         }
 *         return GuestFileSystem.of(Ext4Driver.INSTANCE.open(image), "ext4");
 *     }
 * }
 * }</pre>
 */
public abstract class FileSystemContract
        implements TreeContract, ContentContract, AttributeContract, LinkContract, NameContract, RefusalContract {

    private @Nullable FileTree tree;
    private @Nullable GuestFileSystem fileSystem;

    /** What the format can store; decides what is in the tree and which tests run. */
    protected abstract Set<Capability> capabilities();

    /** Opens a file system that holds the tree; called before each test, so what is costly should be kept. */
    protected abstract GuestFileSystem open(FileTree tree) throws Exception;

    /** Names in the root that are there beside the tree. */
    protected Set<String> alsoInRoot() {
        return Set.of("lost+found");
    }

    @BeforeEach
    final void openFileSystem() throws Exception {
        tree = AwkwardTree.of(capabilities());
        fileSystem = open(tree);
    }

    @AfterEach
    final void closeFileSystem() throws IOException {
        if (fileSystem != null) {
            fileSystem.close();
        }
    }

    @Override
    public final GuestFileSystem fileSystem() {
        return Objects.requireNonNull(fileSystem);
    }

    @Override
    public final FileTree tree() {
        return Objects.requireNonNull(tree);
    }

    @Override
    public final boolean stores(Capability capability) {
        return capabilities().contains(capability);
    }

    @Override
    public final boolean belongs(Path path) {
        return path.getNameCount() > 0 && !alsoInRoot().contains(path.getName(0).toString());
    }
}
