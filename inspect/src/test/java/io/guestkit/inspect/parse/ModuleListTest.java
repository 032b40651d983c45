package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModuleListTest {

    @Test
    void modulesAreFoundWhateverTheirCompressionAndSpelling() throws IOException {
        Set<String> wanted = new HashSet<>(List.of("virtio_blk", "virtio_net", "virtio_pci", "virtio_rng"));
        String list = """
                kernel/drivers/block/virtio_blk.ko.zst: kernel/drivers/virtio/virtio_ring.ko.zst
                kernel/drivers/net/virtio_net.ko
                kernel/drivers/char/hw_random/virtio-rng.ko.xz:
                kernel/other.ko: kernel/drivers/virtio/virtio_pci.ko
                """;
        ModuleList.strike(new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8)), wanted);
        assertThat(wanted).containsExactly("virtio_pci");
    }
}
