package io.guestkit.image.ova;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.image.DiskFormat;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Proves;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    @Proves(area = "ova", feature = "VMX files that VMware wrote: disks and hardware", referee = "corpus")
    void machinesOfVmware() throws Exception {
        Path one = Corpus.folder().resolve("image/v2v-test-i-vmx-5.vmx");
        assertThat(Disks.detect(one).format()).isEqualTo(DiskFormat.OVA);
        assertThat(Disks.members(one, OpenOptions.DEFAULT)).containsExactly("MSEdge-Win10_preview.vmdk");
        Path many = Corpus.folder().resolve("image/v2v-test-i-vmx-1.vmx");
        List<String> disks = Disks.members(many, OpenOptions.DEFAULT);
        assertThat(disks)
                .hasSize(21)
                .startsWith("BZ1308535_21disks.vmdk", "BZ1308535_21disks_1.vmdk")
                .endsWith("BZ1308535_21disks_20.vmdk");
    }
}
