package io.guestkit.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestkit.testkit.BlockSourceContract;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Pattern;
import java.io.EOFException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest extends BlockSourceContract {

    private static final int SIZE = (3 << 20) + 17;

    @TempDir
    Path folder = Path.of("");

    @Override
    protected Subject open() throws Exception {
        byte[] bytes = Pattern.of(1).bytes(0, SIZE);
        Path file = Files.write(folder.resolve("disk"), bytes);
        return new Subject(FileSource.open(file), bytes, 512L, 4096L, 1L << 20, 2L << 20);
    }

    @Override
    protected boolean readsFile() {
        return true;
    }

    @Test
    void whatIsNotAFileIsRefused() {
        assertThatThrownBy(() -> FileSource.open(folder)).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> FileSource.open(folder.resolve("nowhere"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    @Tag("oracle")
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void aPipeIsRefusedAndNotWaitedFor() {
        Path pipe = folder.resolve("pipe");
        Oracle.require("mkfifo").run(pipe);
        assertThatThrownBy(() -> FileSource.open(pipe)).isInstanceOf(FileSystemException.class);
        assumeTrue(Files.exists(Path.of("/dev/null")), "no /dev/null");
        assertThatThrownBy(() -> FileSource.open(Path.of("/dev/null"))).isInstanceOf(FileSystemException.class);
    }

    @Test
    void aFileThatShrankIsAnEarlyEnd() throws Exception {
        Path file = folder.resolve("disk");
        try (FileSource source = FileSource.open(file);
                FileChannel writer = FileChannel.open(file, StandardOpenOption.WRITE)) {
            writer.truncate(1000);
            assertThatThrownBy(() -> source.readBytes(990, 20)).isInstanceOf(EOFException.class);
            assertThat(source.readBytes(980, 20)).isEqualTo(Pattern.of(1).bytes(980, 20));
        }
    }

    @Test
    void afterCloseThereIsNothing() throws Exception {
        FileSource source = FileSource.open(folder.resolve("disk"));
        source.close();
        assertThatThrownBy(() -> source.readBytes(0, 1)).isInstanceOf(ClosedChannelException.class);
        source.close();
    }

    @Test
    void anInterruptAfterTheFileWasReplacedDoesNotMixTheTwo() throws Exception {
        Path file = folder.resolve("disk");
        try (FileSource source = FileSource.open(file)) {
            Path other = Files.write(folder.resolve("other"), Pattern.of(9).bytes(0, SIZE));
            Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Thread.currentThread().interrupt();
            byte[] read;
            try {
                read = source.readBytes(0, 100);
            } finally {
                boolean kept = Thread.interrupted();
                assertThat(kept).isTrue();
            }
            assertThat(read).isEqualTo(Pattern.of(1).bytes(0, 100));
        }
    }
}
