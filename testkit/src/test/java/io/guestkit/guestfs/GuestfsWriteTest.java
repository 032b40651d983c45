package io.guestkit.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.testkit.Oracle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Writes by java.nio into a mounted ext4, and then asks debugfs and e2fsck what is on the disk. */
@Tag("oracle")
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GuestfsWriteTest {

    private static final byte[] BIG = new byte[5 << 20];

    @TempDir
    static Path scratch;

    private static Path image;
    private static Guestfs guestfs;
    private static GuestFileSystem fs;

    @BeforeAll
    static void launch() throws Exception {
        Oracle.require("debugfs");
        image = scratch.resolve("disk.raw");
        Oracle.require("mke2fs").run("-q", "-t", "ext4", image, "64M");
        Oracle.require("guestfish"); // of the package that needs the library
        guestfs = Appliance.launch(List.of(Drive.writable(image, "raw")), Appliance.Options.DEFAULT);
        guestfs.mount("/dev/sda", "/");
        fs = GuestfsFileSystem.writable(guestfs);
        new Random(6).nextBytes(BIG);
    }

    @AfterAll
    static void close() throws Exception {
        if (guestfs != null) {
            guestfs.close();
        }
    }

    @Test
    @Order(1)
    void whatIsWrittenIsReadAgain() throws Exception {
        Path folder = Files.createDirectories(fs.getPath("/folder/inner"));
        Path file = folder.resolve("a\udcffb");
        Files.writeString(file, "text");
        Files.writeString(file, " and more", StandardOpenOption.APPEND);
        assertThat(Files.readString(file)).isEqualTo("text and more");
        Files.write(fs.getPath("/big"), BIG);
        assertThat(Files.readAllBytes(fs.getPath("/big"))).isEqualTo(BIG);
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.position(5).write(ByteBuffer.wrap("AND".getBytes(StandardCharsets.US_ASCII)));
            channel.truncate(8).position(0);
            ByteBuffer read = ByteBuffer.allocate(20);
            assertThat(channel.read(read)).isEqualTo(8);
            assertThat(new String(read.array(), 0, 8, StandardCharsets.US_ASCII))
                    .isEqualTo("text AND");
        }
        try (Stream<Path> walk = Files.walk(fs.getPath("/folder"))) {
            assertThat(walk.map(Path::toString)).containsExactly("/folder", "/folder/inner", "/folder/inner/a\udcffb");
        }
    }

    @Test
    @Order(2)
    void attributesAreSetAndSeenAtOnce() throws Exception {
        Path file = Files.writeString(fs.getPath("/attributes"), "x");
        Files.setAttribute(file, "unix:uid", 1000);
        Files.setAttribute(file, "unix:gid", -2);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_234_567_890_123L));
        UserDefinedFileAttributeView user = Files.getFileAttributeView(file, UserDefinedFileAttributeView.class);
        user.write("comment", ByteBuffer.wrap("väl\n".getBytes(StandardCharsets.UTF_8)));
        user.write("other", ByteBuffer.wrap(new byte[] {1}));
        user.delete("other");
        assertThatThrownBy(() -> user.write("nul", ByteBuffer.wrap(new byte[] {1, 0, 2})))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("NUL");
        assertThat(user.list()).containsExactly("comment");
        assertThat(Files.readAttributes(file, "unix:mode,uid,gid,lastModifiedTime"))
                .containsEntry("mode", 0100751)
                .containsEntry("uid", 1000)
                .containsEntry("gid", -2)
                .containsEntry("lastModifiedTime", FileTime.fromMillis(1_234_567_890_123L));
        assertThat(Files.getOwner(file).getName()).isEqualTo("1000");
    }

    @Test
    @Order(3)
    void filesAreLinkedCopiedMovedAndDeleted() throws Exception {
        Path file = Files.writeString(fs.getPath("/one"), "content");
        Files.createLink(fs.getPath("/hard"), file);
        Files.createSymbolicLink(fs.getPath("/soft"), fs.getPath("one"));
        assertThat(Files.readString(fs.getPath("/soft"))).isEqualTo("content");
        Files.copy(fs.getPath("/attributes"), fs.getPath("/copied"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(Files.writeString(scratch.resolve("host"), "of the host"), fs.getPath("/of-the-host"));
        assertThatThrownBy(() -> Files.move(fs.getPath("/copied"), file))
                .isInstanceOf(FileAlreadyExistsException.class);
        Files.move(fs.getPath("/copied"), fs.getPath("/moved"));
        Files.move(fs.getPath("/of-the-host"), fs.getPath("/hard"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(1);
        assertThatThrownBy(() -> Files.delete(fs.getPath("/folder"))).isInstanceOf(DirectoryNotEmptyException.class);
        assertThatThrownBy(() -> Files.createDirectory(fs.getPath("/folder")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> Files.writeString(fs.getPath("/nowhere/x"), ""))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Files.writeString(file, "", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
                .isInstanceOf(FileAlreadyExistsException.class);
        Files.delete(Files.createDirectory(fs.getPath("/gone")));
        assertThat(Files.exists(fs.getPath("/gone"))).isFalse();
    }

    @Test
    @Order(4)
    void aLongCallEndsWhenAnotherThreadCancelsIt() throws Exception {
        Thread other = Thread.ofPlatform().start(() -> {
            try {
                Thread.sleep(1000);
                guestfs.userCancel();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        // holes: a hundred gigabytes that cost the host nothing, and take minutes to send
        Path endless = scratch.resolve("endless");
        try (SeekableByteChannel channel =
                Files.newByteChannel(endless, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.position(100L << 30).write(ByteBuffer.allocate(1));
        }
        guestfs.mknodC(0666, 1, 3, "/null");
        assertThatThrownBy(() -> guestfs.upload(endless, "/null")).isInstanceOfSatisfying(GuestfsException.class, e -> {
            assertThat(e.function()).isEqualTo("upload");
            assertThat(e.errnoName()).contains("EINTR");
        });
        other.join();
    }

    /** After all others, since it takes the appliance away. */
    @Test
    @Order(5)
    void theDiskHoldsIt() throws Exception {
        guestfs.close();
        Oracle.require("e2fsck").run("-fn", image);
        Oracle debugfs = Oracle.require("debugfs");
        assertThat(debugfs.run("-R", "stat /attributes", image).text())
                .contains("Mode:  0751")
                .contains("User:  1000")
                .contains("Group:    -2")
                .contains("0x499602d2:1d535300") // 2009-02-13 23:31:30.123: the nanoseconds above two more bits
                .contains("user.comment");
        assertThat(debugfs.run("-R", "stat /moved", image).text())
                .contains("Mode:  0751")
                .contains("User:  1000");
        assertThat(debugfs.run("-R", "stat /soft", image).text()).contains("Fast link dest: \"one\"");
        assertThat(debugfs.run("-R", "cat /hard", image).text()).isEqualTo("of the host");
        assertThat(debugfs.run("-R", "cat /big", image).out()).isEqualTo(BIG);
        assertThat(debugfs.run("-R", "ls -l /", image).text())
                .doesNotContain("gone")
                .doesNotContain("copied");
    }
}
