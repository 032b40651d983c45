package io.guestkit.fs;

import io.guestkit.io.BlockSource;
import io.guestkit.io.Warning;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** An empty directory that nobody stored, on the way to a mount point that does not exist. */
final class MissingDirectory implements FsReader {

    private static final FsInfo INFO =
            new FsInfo("none", Optional.empty(), Optional.empty(), 0, OptionalLong.of(0), 4096, List.of());

    private static final NodeAttributes ATTRIBUTES = new NodeAttributes(
            FileType.DIRECTORY,
            0755,
            0,
            0,
            2,
            0,
            0,
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty());

    private record Directory(long id, NodeAttributes attributes) implements Node {}

    @Override
    public FsInfo info() {
        return INFO;
    }

    @Override
    public Node root() {
        return new Directory(1, ATTRIBUTES);
    }

    @Override
    public @Nullable Node lookup(Node directory, byte[] name) {
        return null;
    }

    @Override
    public EntryCursor list(Node directory) {
        return () -> null;
    }

    @Override
    public byte[] readLink(Node link) {
        throw new IllegalArgumentException("not a symbolic link");
    }

    @Override
    public BlockSource content(Node file) {
        throw new IllegalArgumentException("not a regular file");
    }

    @Override
    public Map<String, byte[]> xattrs(Node node) {
        return Map.of();
    }

    @Override
    public List<Warning> warnings() {
        return List.of();
    }
}
