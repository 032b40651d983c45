package io.guestkit.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.BytesSource;
import io.guestkit.testkit.Corpus;
import io.guestkit.volume.gpt.GptDriver;
import io.guestkit.volume.mbr.MbrDriver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that other projects test with. The expected lines are what sfdisk, sgdisk and blkid say of them. */
class PartitionTableCorpusTest {

    private static final int MOST = 64 << 20;

    /** Partitions as {@code number:start+sectors=type}. */
    @ParameterizedTest
    @CsvSource({
        "dfir-gpt-512-0p.raw.gz, gpt 1156c30a-f330-47f5-bec9-c85b0f186736 512",
        "dfir-mbr-4096-p1e0.bin.gz, mbr ee042850 4096 1:1+125=83",
        "dfir-mbr-512-p0.bin, mbr dd23224b 512",
        "dfir-mbr-512-p1e2.bin.gz, mbr 0b4a5fbe 512 2:1025+1023=83 5:2+511=83 6:514+511=83",
        "dfir-mbr-512-p4.bin, mbr 4f781bc6 512 1:1+2=83 2:3+2=83 3:5+2=83 4:7+2041=8e",
        "dfvfs-mbr.raw.gz, mbr 53f5a6ee 512 1:1+350=83 5:352+2528=83",
        "ul-dos+bsd.img.xz, mbr 8f8378c0 512 1:32+7648=83 2:7680+8704=a5",
        "ul-gpt.img.xz, gpt dd27f98d-7519-4c9e-8041-f2bfa7b1ef61 512"
                + " 1:34+2014=ebd0a0a2-b9e5-4433-87c0-68b6b72699c7 2:2048+2048=ebd0a0a2-b9e5-4433-87c0-68b6b72699c7"
                + " 3:4096+2048=ebd0a0a2-b9e5-4433-87c0-68b6b72699c7 4:6144+2048=ebd0a0a2-b9e5-4433-87c0-68b6b72699c7"
                + " 5:8192+2048=ebd0a0a2-b9e5-4433-87c0-68b6b72699c7",
        "ul-dasd-ldl.img.xz, none",
        "ul-sgi.img.xz, none",
    })
    void specimen(String file, String expected) throws Exception {
        NamedDisk disk = new NamedDisk("/dev/sda", Location.of(file), new BytesSource(bytes(file)));
        SignatureProbe ext = content ->
                content.size() > 0x43a && Arrays.equals(content.readBytes(0x438, 2), new byte[] {0x53, (byte) 0xef});
        ScanResult result =
                new VolumeScanner(List.of(new GptDriver(ext), new MbrDriver(ext)), List.of()).scan(List.of(disk));
        assertThat(describe(result.volumes().getFirst())).isEqualTo(expected);
        assertThat(result.notExamined())
                .filteredOn(n -> n.code() == NotExamined.Code.CORRUPT)
                .isEmpty();
    }

    private static String describe(Volume disk) {
        if (disk.table().isEmpty()) {
            return "none";
        }
        PartitionTable table = disk.table().get();
        List<String> words = new ArrayList<>();
        words.add(table.kind() + " " + table.diskId().orElse("") + " " + table.sectorSize());
        for (Partition p : table.partitions()) {
            words.add("%d:%d+%d=%s"
                    .formatted(p.number(), p.offset() / table.sectorSize(), p.length() / table.sectorSize(), p.type()));
        }
        return String.join(" ", words);
    }

    private static byte[] bytes(String name) throws IOException {
        try (Corpus.Specimen specimen = Corpus.open("volume/partition/" + name);
                InputStream in = Files.newInputStream(specimen.path())) {
            return in.readNBytes(MOST);
        }
    }
}
