package io.guestkit.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting an appliance, and what it tells of long calls. */
@Tag("oracle")
class ApplianceTest {

    private static final long SIZE = 1L << 30;

    @TempDir
    static Path scratch;

    private static Path image;

    @BeforeAll
    static void makeImage() throws Exception {
        Oracle.require("guestfish"); // of the package that needs the library
        image = scratch.resolve("disk.raw");
        Oracle.require("mke2fs").run("-q", "-t", "ext4", image, "16M");
        try (FileChannel file = FileChannel.open(image, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1), SIZE - 1); // enough that it takes the appliance seconds to go through
        }
    }

    @Test
    @Tag("long")
    @Proves(area = "libguestfs", feature = "progress events", referee = "libguestfs", verdict = "heard")
    void startsAndTellsHowFarItHasCome() throws Exception {
        byte[] before = start();
        List<EventData.Progress> heard = new ArrayList<>();
        Appliance.Options options =
                Appliance.Options.DEFAULT.withListener(event -> event.progress().ifPresent(heard::add), false);
        try (Guestfs guestfs = Appliance.launch(List.of(Drive.readOnly(image, "raw")), options)) {
            assertThat(heard).isNotEmpty();
            EventData.Progress launched = heard.getLast();
            assertThat(launched.position()).isEqualTo(launched.total()).isPositive();
            heard.clear();
            assertThat(guestfs.vfsType("/dev/sda")).isEqualTo("ext4");
            guestfs.zeroDevice("/dev/sda");
            assertThat(guestfs.vfsType("/dev/sda")).isEmpty();
            assertThat(heard).isNotEmpty().allSatisfy(step -> {
                assertThat(step.position()).isBetween(0L, step.total());
                assertThat(step.procedure()).isPositive();
            });
            assertThat(heard.getLast().position()).isEqualTo(heard.getLast().total());
        }
        assertThat(start()).isEqualTo(before);
    }

    private static byte[] start() throws Exception {
        try (InputStream in = Files.newInputStream(image)) {
            return in.readNBytes(1 << 20);
        }
    }

    @Test
    void whatIsNoImageOfTheFormatIsAnErrorAndNotProbed() {
        assertThatThrownBy(() -> Appliance.launch(List.of(Drive.readOnly(image, "qcow2")), Appliance.Options.DEFAULT))
                .isInstanceOf(GuestfsException.class);
    }

    @Test
    void aDriveWithoutAFormatIsRefused() {
        assertThatThrownBy(() -> new Drive(image, "", true)).isInstanceOf(IllegalArgumentException.class);
    }
}
