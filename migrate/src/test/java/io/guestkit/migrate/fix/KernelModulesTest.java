package io.guestkit.migrate.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lists that depmod makes. */
class KernelModulesTest {

    private static final String VERSION = "6.1.0-1";

    @TempDir
    Path root;

    private Path directory;

    @BeforeEach
    void lists() throws IOException {
        directory = Files.createDirectories(root.resolve("usr/lib/modules/" + VERSION));
        Files.writeString(directory.resolve("modules.dep"), """
                kernel/drivers/block/virtio_blk.ko.xz: kernel/drivers/virtio/virtio_ring.ko.xz kernel/drivers/virtio/virtio.ko.xz
                kernel/drivers/virtio/virtio.ko.xz:
                kernel/drivers/virtio/virtio_ring.ko.xz: kernel/drivers/virtio/virtio.ko.xz
                kernel/drivers/scsi/sd-mod.ko:
                : kernel/nothing.ko
                no colon
                """);
        Files.writeString(directory.resolve("modules.builtin"), "kernel/drivers/virtio/virtio_pci.ko\n");
    }

    private KernelModules modules() throws IOException {
        return KernelModules.of(new GuestFiles(root), VERSION);
    }

    @Test
    void whatIsNeededStandsInFront() throws IOException {
        KernelModules modules = modules();
        assertThat(modules.directory()).isEqualTo("usr/lib/modules/" + VERSION);
        assertThat(modules.withNeeded(List.of("virtio_blk", "sd_mod", "virtio_pci", "none")))
                .containsExactly(
                        Map.entry("virtio", "kernel/drivers/virtio/virtio.ko.xz"),
                        Map.entry("virtio_ring", "kernel/drivers/virtio/virtio_ring.ko.xz"),
                        Map.entry("virtio_blk", "kernel/drivers/block/virtio_blk.ko.xz"),
                        Map.entry("sd_mod", "kernel/drivers/scsi/sd-mod.ko"));
    }

    @Test
    void builtInAndLoadable() throws IOException {
        KernelModules modules = modules();
        assertThat(modules.isBuiltIn("virtio_pci")).isTrue();
        assertThat(modules.isLoadable("virtio_pci")).isFalse();
        assertThat(modules.isLoadable("sd_mod")).isTrue();
        assertThat(modules.isLoadable("sd-mod")).isFalse();
    }

    @Test
    void withoutListsThereAreNone() throws IOException {
        Files.delete(directory.resolve("modules.builtin"));
        assertThat(modules().isBuiltIn("virtio_pci")).isFalse();
        Files.delete(directory.resolve("modules.dep"));
        assertThat(KernelModules.of(new GuestFiles(root), VERSION)).isNull();
        assertThat(KernelModules.of(new GuestFiles(root), "")).isNull();
        assertThat(KernelModules.of(new GuestFiles(root), "../modules/" + VERSION))
                .isNull();
    }

    @Test
    void listsHaveBounds() throws IOException {
        StringBuilder line = new StringBuilder("kernel/a.ko:");
        for (int i = 0; i < 10_001; i++) {
            line.append(" kernel/m").append(i).append(".ko");
        }
        Files.writeString(directory.resolve("modules.dep"), line);
        KernelModules many = modules();
        assertThatThrownBy(() -> many.withNeeded(List.of("a")))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("modules need each other");
        Files.write(directory.resolve("modules.dep"), new byte[(16 << 20) + 1]);
        assertThatThrownBy(this::modules)
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("expected at most");
    }
}
