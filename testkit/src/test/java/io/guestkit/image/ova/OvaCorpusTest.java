package io.guestkit.image.ova;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Proves;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Descriptors that VMware exported. */
@Proves(area = "ova", feature = "OVF descriptors exported by VMware", referee = "corpus")
class OvaCorpusTest {

    @Test
    void oneDisk() throws Exception {
        Path ovf = Corpus.folder().resolve("image/v2v-test-i-ova.ovf");
        assertThat(Disks.detect(ovf).format()).isEqualTo(DiskFormat.OVA);
        assertThat(Disks.members(ovf, OpenOptions.DEFAULT)).containsExactly("test-ova.vmdk");
    }

    @Test
    void aDiskWithSnapshots() throws Exception {
        Path ovf = Corpus.folder().resolve("image/v2v-test-i-ova-snapshots.ovf");
        assertThat(Disks.members(ovf, OpenOptions.DEFAULT)).hasSize(1);
    }
}
