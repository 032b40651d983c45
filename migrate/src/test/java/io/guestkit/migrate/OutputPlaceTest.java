package io.guestkit.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.OpenOptions;
import io.guestkit.convert.ImageCreation;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.FormatOptions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputPlaceTest {

    @TempDir
    Path folder;

    @Test
    void whatLiesBelowAnImageIsAPartOfIt() throws Exception {
        Path base = Files.write(folder.resolve("base.raw"), new byte[1 << 20]);
        Path top = folder.resolve("top.qcow2");
        ImageCreation.overlay(
                top,
                DiskFormat.QCOW2,
                "base.raw",
                OpenOptions.DEFAULT.withFormat(DiskFormat.RAW),
                OptionalLong.empty(),
                FormatOptions.NONE,
                false);
        Path link = Files.createSymbolicLink(folder.resolve("link.raw"), base);
        Set<Path> parts = OutputPlace.partsOf(List.of(top), OpenOptions.DEFAULT);

        assertThat(parts).containsExactlyInAnyOrder(top.toRealPath(), base.toRealPath());
        for (Path part : List.of(top, base, link)) {
            assertThatThrownBy(() -> OutputPlace.requireFree(part, true, parts))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("is a part of the image");
        }
    }

    @Test
    void onlyARegularFileIsReplacedAndOnlyIfAsked() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        Path nowhere = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
        assertThatThrownBy(() -> OutputPlace.requireFree(file, false, Set.of()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatCode(() -> OutputPlace.requireFree(file, true, Set.of())).doesNotThrowAnyException();
        assertThatCode(() -> OutputPlace.requireFree(folder.resolve("new"), false, Set.of()))
                .doesNotThrowAnyException();
        for (Path other : List.of(link, nowhere, folder, Path.of("/dev/null"))) {
            assertThatThrownBy(() -> OutputPlace.requireFree(other, true, Set.of()))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("is no regular file");
        }
    }
}
