package io.guestkit.volume;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.io.FileSource;
import io.guestkit.testkit.Corpus;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Specimens from other projects are what blkid says; what can be read is left to the drivers. */
@Tag("oracle")
class SignatureCorpusTest {

    /** What newer versions of blkid know than those that are about. */
    private static final Map<String, String> NEWER = Map.of(
            "e2-romfs.img.bz2", "romfs",
            "ul-bcachefs.img.xz", "bcachefs",
            "ul-bcachefs-2.img.xz", "bcachefs",
            "ul-cs_fvault2.img.xz", "cs_fvault2");

    /** What a reader detects by itself, beside ext2, ext3 and ext4. */
    private static final List<String> READ_ELSEWHERE =
            List.of("vfat", "xfs", "ntfs", "btrfs", "exfat", "squashfs", "squashfs3", "iso9660");

    /** Where label and UUID are not at a fixed place, or blkid composes them. */
    private static final List<String> ONLY_TYPE = List.of("udf", "zfs_member", "hfsplus", "ddf_raid_member", "zonefs");

    @ParameterizedTest
    @ValueSource(strings = {"fs/blkid", "volume/raid-sb", "volume/bitlocker", "volume/luks", "volume/md"})
    @Proves(
            area = "volumes",
            feature = "dozens of types that cannot be read: ZFS, ReFS, VMFS, BitLocker, F2FS, JFS, APFS …",
            verdict = "named in not_examined",
            referee = "blkid")
    void are_what_blkid_says(String folder) throws Exception {
        List<String> wrong = new ArrayList<>();
        int examined = 0;
        for (String specimen : Corpus.names(folder)) {
            if (!isVolume(specimen)) {
                continue;
            }
            String name = specimen.substring(specimen.lastIndexOf('/') + 1);
            try (Corpus.Specimen unpacked = Corpus.open(specimen);
                    FileSource volume = FileSource.open(unpacked.path())) {
                Path plain = unpacked.path();
                String type = blkid(plain, "TYPE").orElse(NEWER.getOrDefault(name, ""));
                boolean ours = !type.startsWith("ext") && !READ_ELSEWHERE.contains(type) && !type.isEmpty();
                Optional<Signature> found = Signatures.probe(volume);
                String expected = ours ? type : "";
                boolean same = found.map(Signature::type).orElse("").equals(expected);
                if (same && ours && !NEWER.containsKey(name) && !ONLY_TYPE.contains(type)) {
                    same = found.flatMap(Signature::label).equals(blkid(plain, "LABEL"))
                            && found.flatMap(Signature::uuid).equals(blkid(plain, "UUID"));
                }
                if (!same) {
                    wrong.add(name + ": " + type + " but " + found);
                }
                examined++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(examined).isPositive();
    }

    private static boolean isVolume(String specimen) {
        return specimen.matches(".*\\.(img|raw)\\.(xz|bz2|gz)");
    }

    private static Optional<String> blkid(Path volume, String field) {
        String answer = Oracle.require("blkid")
                .ask("-p", "-o", "value", "-s", field, volume)
                .text()
                .stripTrailing();
        return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
    }
}
