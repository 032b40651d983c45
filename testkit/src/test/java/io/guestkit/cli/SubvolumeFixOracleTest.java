package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest on several subvolumes of one file system, all of which the appliance mounts from the same device. */
@Tag("oracle")
class SubvolumeFixOracleTest {

    private static final long PARTITION = 1 << 20;
    private static final long LENGTH = 138 << 20;

    @TempDir
    Path folder;

    @Test
    @Proves(
            area = "fix",
            feature = "changes in a guest on several subvolumes of btrfs",
            verdict = "applied, each on its subvolume",
            referee = "btrfs restore")
    void eachSubvolumeGetsItsOwn() throws IOException {
        Oracle.require("guestfish"); // which comes with the library that writes
        Path overlay = folder.resolve("changed.qcow2");
        Guestkit run = Guestkit.run(
                "customize",
                Fixtures.of("btrfs-guests").resolve("one.raw"),
                overlay,
                "--hostname",
                "elsewhere",
                "--write",
                "/home/of-home:on @home\n",
                "--write",
                "/srv/of-srv:on @srv\n");
        assertThat(run.status()).as(run.err()).isZero();

        Path restored = restore(overlay);
        assertThat(restored.resolve("@/etc/hostname")).hasContent("elsewhere");
        assertThat(restored.resolve("@home/of-home")).hasContent("on @home");
        assertThat(restored.resolve("@srv/of-srv")).hasContent("on @srv");
        assertThat(restored.resolve("@/home/of-home")).doesNotExist();
    }

    private Path restore(Path overlay) throws IOException {
        Path disk = folder.resolve("disk.raw");
        Oracle.require("qemu-img").run("convert", "-O", "raw", overlay, disk);
        Path partition = folder.resolve("partition.raw");
        try (FileChannel from = FileChannel.open(disk);
                FileChannel to = FileChannel.open(partition, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long done = 0; done < LENGTH; ) {
                done += from.transferTo(PARTITION + done, LENGTH - done, to);
            }
        }
        Path restored = Files.createDirectory(folder.resolve("restored"));
        Oracle.require("btrfs").run("restore", "-s", "-i", partition, restored);
        return restored;
    }
}
