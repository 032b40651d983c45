package io.guestkit.migrate.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One process at a time makes an overlay, and what one that was killed has left goes away. */
class UnfinishedOverlayTest {

    @TempDir
    Path folder;

    @Test
    void whatIsPublishedIsAllThatIsLeft() throws IOException {
        Path place = folder.resolve("vm.qcow2");
        try (UnfinishedOverlay overlay = UnfinishedOverlay.at(place)) {
            Files.writeString(overlay.file(), "new");
            assertThat(place).doesNotExist();
            overlay.publish();
        }
        assertThat(place).hasContent("new");
        assertThat(folder).isDirectoryContaining("glob:**vm.qcow2").isDirectoryNotContaining("glob:**.vm*");
    }

    @Test
    void whatWasLeftIsDeleted() throws IOException {
        Path left = Files.writeString(folder.resolve(".vm.qcow2.guestkit-new"), "half");
        Files.writeString(folder.resolve(".vm.qcow2.guestkit-lock"), "");
        try (UnfinishedOverlay overlay = UnfinishedOverlay.at(folder.resolve("vm.qcow2"))) {
            assertThat(overlay.file()).isEqualTo(left).doesNotExist();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void twoAtOnceAreRefused() throws IOException {
        Path place = folder.resolve("vm.qcow2");
        try (UnfinishedOverlay first = UnfinishedOverlay.at(place)) {
            Files.writeString(first.file(), "half");
            assertThatThrownBy(() -> UnfinishedOverlay.at(place))
                    .isInstanceOf(FixException.class)
                    .hasMessageContaining("another process");
            assertThat(first.file()).exists();
        }
        UnfinishedOverlay.at(place).close();
    }
}
