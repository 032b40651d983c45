package io.guestkit.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be done fails as the JDK says it does. */
interface RefusalContract extends ContractSubject {

    @Test
    default void whatIsNotThere() {
        for (String name : List.of("nowhere", "deep/nowhere", "nowhere/below", "deep/" + "n".repeat(300))) {
            assertThatThrownBy(() -> Files.readString(path(name)))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining(name);
            assertThat(Files.exists(path(name))).isFalse();
            assertThat(Files.notExists(path(name))).isTrue();
        }
        assertThatThrownBy(() -> Files.list(path("nowhere"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.list(path("hello.txt"))).isInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> Files.readString(path("hello.txt/below"))).isInstanceOf(NotDirectoryException.class);
        assertThat(Files.exists(path("hello.txt/below"))).isFalse();
        assertThatThrownBy(() -> Files.readString(path("deep"))).isInstanceOf(FileSystemException.class);
    }

    @Test
    default void everyWriteIsRefused(@TempDir Path elsewhere) {
        Path file = path("hello.txt");
        Path fresh = path("fresh");
        List<ThrowingCallable> writes = List.of(
                () -> Files.writeString(file, "new"),
                () -> Files.newOutputStream(fresh).close(),
                () -> Files.newByteChannel(file, StandardOpenOption.APPEND).close(),
                () -> Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.DELETE_ON_CLOSE)
                        .close(),
                () -> Files.createFile(fresh),
                () -> Files.createDirectory(fresh),
                () -> Files.createSymbolicLink(fresh, file),
                () -> Files.createLink(fresh, file),
                () -> Files.delete(file),
                () -> Files.deleteIfExists(file),
                () -> Files.move(file, fresh),
                () -> Files.copy(file, fresh),
                () -> Files.setLastModifiedTime(file, FileTime.fromMillis(0)),
                () -> Files.setAttribute(file, "unix:mode", 0),
                () -> Files.setPosixFilePermissions(file, Set.of()),
                () -> Files.setOwner(file, Files.getOwner(file)),
                () -> Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                        .delete("comment"),
                () -> Files.copy(elsewhere, fresh));
        for (int i = 0; i < writes.size(); i++) {
            assertThatThrownBy(writes.get(i)).as("write %d", i).isInstanceOf(ReadOnlyFileSystemException.class);
        }
        assertThat(fileSystem().isReadOnly()).isTrue();
        assertThatThrownBy(() -> file.getFileSystem().provider().checkAccess(file, AccessMode.WRITE))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> {
                    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
                        channel.write(ByteBuffer.allocate(1));
                    }
                })
                .isInstanceOf(NonWritableChannelException.class);
    }

    @Test
    default void closingClosesWhatIsOpen() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(path("hello.txt"));
                InputStream in = Files.newInputStream(path("hello.txt"));
                DirectoryStream<Path> stream = Files.newDirectoryStream(path("many"))) {
            Path file = path("hello.txt");
            fileSystem().close();
            fileSystem().close();
            assertThat(fileSystem().isOpen()).isFalse();
            assertThat(channel.isOpen()).isFalse();
            assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(in::read).isInstanceOf(IOException.class);
            assertThatThrownBy(stream::iterator).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Files.readString(file)).isInstanceOf(ClosedFileSystemException.class);
            assertThatThrownBy(() -> Files.exists(file)).isInstanceOf(ClosedFileSystemException.class);
            assertThatThrownBy(() -> Files.list(file)).isInstanceOf(ClosedFileSystemException.class);
            assertThatThrownBy(() -> fileSystem().getPath("x")).isInstanceOf(ClosedFileSystemException.class);
            assertThatThrownBy(fileSystem()::getRootDirectories).isInstanceOf(ClosedFileSystemException.class);
        }
    }
}
