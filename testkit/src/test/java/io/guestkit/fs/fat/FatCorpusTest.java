package io.guestkit.fs.fat;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsInfo;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.io.BlockSource;
import io.guestkit.io.FileSource;
import io.guestkit.testkit.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specimens from other projects, and what blkid and the Sleuth Kit say of them. */
@Tag("oracle")
class FatCorpusTest {

    private final List<Corpus.Specimen> opened = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            cryptsetup-img_fs_vfat.img.xz,FAT12,,16E6-83C7
            dfir-fat12.raw.gz,FAT12,,B570-8311
            dfir-fat16_moved.raw.gz,FAT16,,E0B4-6A2E
            dfir-fat_deleted_dir.raw.gz,FAT32,,E9D7-8A88
            dfir-fat_dir.raw.gz,FAT16,,A358-79E5
            dfir-fat_noloop.raw.gz,FAT16,,ACFB-1FBE
            dfir-fat_unusual_label.raw.gz,FAT12, tEst1.234,A830-9A11
            blkid/e2-fat32_label_64MB.img.bz2,FAT32,BINGO,8CB5-BA49
            blkid/e2-small-fat32.img.bz2,FAT32,TESTVFAT,1423-AAE1
            blkid/ul-fat.img.xz,FAT12,TEST-FAT,DEAD-BEEF
            blkid/ul-fat16_noheads.img.xz,FAT16,VTech 1070,2004-1014
            blkid/ul-fat32_cp850_O_tilde.img.xz,FAT32,σσσ,2826-F9B3
            blkid/ul-fat32_mkdosfs_label1.img.xz,FAT32,label1,92B4-BA66
            blkid/ul-fat32_mkdosfs_label1_dosfslabel_empty.img.xz,FAT32,,92B4-BA66
            blkid/ul-fat32_mkdosfs_label1_dosfslabel_label2.img.xz,FAT32,label2,92B4-BA66
            blkid/ul-fat32_mkdosfs_label1_mlabel_NO_NAME.img.xz,FAT32,NO NAME,92B4-BA66
            blkid/ul-fat32_mkdosfs_label1_mlabel_erase.img.xz,FAT32,,92B4-BA66
            blkid/ul-fat32_mkdosfs_label1_xp_erase.img.xz,FAT32,,92B4-BA66
            blkid/ul-fat32_mkdosfs_label1_xp_label2.img.xz,FAT32,LABEL2,92B4-BA66
            blkid/ul-fat32_mkdosfs_none.img.xz,FAT32,,E6B8-AF8C
            blkid/ul-fat32_mkdosfs_none_dosfslabel_label1.img.xz,FAT32,,E6B8-AF8C
            blkid/ul-fat32_mkdosfs_none_dosfslabel_label1_xp_label2.img.xz,FAT32,LABEL2,E6B8-AF8C
            blkid/ul-fat32_mkdosfs_none_xp_label1.img.xz,FAT32,LABEL1,E6B8-AF8C
            blkid/ul-fat32_xp_none_dosfslabel_label1.img.xz,FAT32,,54B6-DC94
            """)
    void is_what_blkid_says(String file, String version, String label, String uuid) throws Exception {
        try (FileSource volume = specimen("fs/" + file)) {
            assertThat(FatDriver.INSTANCE.detect(volume)).contains("vfat");
            FsReader fs = FatDriver.INSTANCE.open(volume);
            FsInfo info = fs.info();
            assertThat(info.features()).containsExactly(version);
            assertThat(info.label().orElse(null)).isEqualTo(label);
            assertThat(info.uuid()).contains(uuid);
            hashes(fs, fs.root(), new ArrayList<>());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fs/blkid/ul-exfat.img.xz",
        "fs/dfir-exfat_win.raw.gz",
        "fs/dfir-exfat_lin_part.raw.gz",
        "fs/colinfinck-ntfs-testfs1.raw.gz",
        "fs/blkid/ul-jfs.img.xz"
    })
    void is_none(String file) throws Exception {
        try (FileSource volume = specimen(file)) {
            assertThat(FatDriver.INSTANCE.detect(volume)).isEmpty();
        }
    }

    @Test
    void files_are_those_of_the_sleuth_kit() throws Exception {
        for (String name : List.of("dfir-fat12.raw.gz", "cryptsetup-img_fs_vfat.img.xz")) {
            List<String> expected = new ArrayList<>();
            for (String line : Files.readAllLines(Corpus.folder().resolve("facts/fs/" + name + ".fs.listing.tsv"))) {
                String[] fields = line.split("\t", -1);
                if (fields[0].equals("f")) {
                    expected.add(fields[7].substring("sha256:".length()));
                }
            }
            try (FileSource volume = specimen("fs/" + name)) {
                FsReader fs = FatDriver.INSTANCE.open(volume);
                List<String> hashes = new ArrayList<>();
                hashes(fs, fs.root(), hashes);
                assertThat(expected).isNotEmpty();
                assertThat(hashes).containsAll(expected);
            }
        }
    }

    private static void hashes(FsReader fs, Node directory, List<String> into)
            throws IOException, NoSuchAlgorithmException {
        FsReader.EntryCursor cursor = fs.list(directory);
        for (FsReader.Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
            if (entry.node().type() == FileType.DIRECTORY) {
                hashes(fs, entry.node(), into);
            } else {
                BlockSource content = fs.content(entry.node());
                byte[] bytes = content.readBytes(0, (int) content.size());
                into.add(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            }
        }
    }

    private FileSource specimen(String name) throws IOException {
        Corpus.Specimen specimen = Corpus.open(name);
        opened.add(specimen);
        return FileSource.open(specimen.path());
    }

    @AfterEach
    void removeSpecimens() throws IOException {
        for (Corpus.Specimen specimen : opened) {
            specimen.close();
        }
    }
}
