package io.guestkit.volume.lvm2;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.FoundFileSystem;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Corpus.Specimen;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class Lvm2CorpusTest {

    @Test
    @Proves(area = "lvm2", feature = "volume groups on partitions and whole disks", referee = "corpus")
    void groupsOfOtherProjects() throws IOException {
        try (Specimen specimen = Corpus.open("volume/lvm/dfvfs-lvm.qcow2.gz");
                DiskSet disks = Disks.open(specimen.path())) {
            FoundFileSystem found = disks.fileSystem("/dev/test_volume_group/test_logical_volume")
                    .orElseThrow();
            assertThat(found.label()).hasValue("ext2_test");
        }
        try (Specimen specimen = Corpus.open("volume/lvm/discutils-lvm2.vhdx.gz");
                DiskSet disks = Disks.open(specimen.path())) {
            assertThat(disks.fileSystems())
                    .extracting(FoundFileSystem::device)
                    .containsExactly("/dev/test/vol01", "/dev/test/fat", "/dev/test/ntfs");
            assertThat(disks.fileSystems())
                    .extracting(found -> found.uuid().orElse(""))
                    .containsExactly("a23ce9ef-f531-4862-b73e-e7e1abfd61e5", "9196-38EF", "19FDDC154198D04B");
        }
    }
}
