package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every path of a file system, with all that {@code find --hash} says of it, against the kernel's own mount. */
@Tag("oracle")
class TreeOracleTest {

    private static final String LOCKED = "ext4-encrypt";
    private static final String COMPRESSED_SYSTEM = "ntfs-wof";

    static Stream<Arguments> extVariants() throws IOException {
        return listings(Fixtures.of("ext-variants")).filter(variant -> !variant.get()[0].equals(LOCKED));
    }

    static Stream<Arguments> xfsVariants() throws IOException {
        // mkfs.xfs 6.1 -p lays out the long link of this one without the header that version 5 has
        return listings(Fixtures.of("xfs-variants")).filter(variant -> !variant.get()[0].equals("ascii-ci"));
    }

    static Stream<Arguments> fatVariants() throws IOException {
        return listings(Fixtures.of("fat-variants"));
    }

    static Stream<Arguments> ntfsVariants() throws IOException {
        return listings(Fixtures.of("ntfs-variants")).filter(variant -> !variant.get()[0].equals(COMPRESSED_SYSTEM));
    }

    static Stream<Arguments> btrfsVariants() throws IOException {
        return listings(Fixtures.of("btrfs-variants"));
    }

    static Stream<Arguments> squashfsVariants() throws IOException {
        return listings(Fixtures.of("squashfs-variants"));
    }

    static Stream<Arguments> isoVariants() throws IOException {
        return listings(Fixtures.of("iso-variants"));
    }

    static Stream<Arguments> exfatVariants() throws IOException {
        return listings(Fixtures.of("exfat-variants"));
    }

    private static Stream<Arguments> listings(Path fixtures) throws IOException {
        try (Stream<Path> files = Files.list(fixtures)) {
            return files
                    .filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .map(listing -> {
                        String name = listing.getFileName().toString().replace(".jsonl", "");
                        return Arguments.of(name, listing.resolveSibling(name + ".raw"), listing);
                    })
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("extVariants")
    @Proves(
            area = "ext2, ext3, ext4",
            feature = "extents and indirect maps, 1 to 4 KiB blocks, 64bit, meta_bg, flex_bg, bigalloc, metadata_csum",
            referee = "the kernel's mount")
    @Proves(
            area = "ext2, ext3, ext4",
            feature = "linear and htree directories, large_dir, casefold",
            referee = "the kernel's mount")
    @Proves(
            area = "ext2, ext3, ext4",
            feature = "inline data; fast and slow symbolic links; sparse and unwritten extents",
            referee = "the kernel's mount")
    @Proves(
            area = "ext2, ext3, ext4",
            feature =
                    "extended attributes in inode, block and ea_inode; ACLs; times to the nanosecond, before 1970 and after 2038",
            referee = "the kernel's mount")
    @Proves(
            area = "ext2, ext3, ext4",
            feature = "file systems that were not unmounted",
            verdict = "journal replayed in memory",
            referee = "the kernel's mount")
    void extIsWhatTheKernelReads(String name, Path image, Path listing) throws Exception {
        compare(Guestkit.succeed("find", image, "/", "--device", "/dev/sda", "--hash", "--output", "json"), listing);
    }

    /** The kernel lists the encoded names of a locked directory; guestkit says that it is locked and goes on. */
    @Test
    @Proves(
            area = "ext2, ext3, ext4",
            feature = "encrypted directories (fscrypt)",
            verdict = "refused by name, the rest is read",
            referee = "the kernel's mount")
    void lockedDirectoriesAreNamedAndTheRestIsRead() throws Exception {
        Path image = Fixtures.of("ext-variants").resolve(LOCKED + ".raw");
        Guestkit ours = Guestkit.run("find", image, "/", "--device", "/dev/sda", "--output", "json");
        assertThat(ours.status()).isEqualTo(5);
        assertThat(ours.err()).contains("feature encrypt");
        Path listing = image.resolveSibling(LOCKED + ".jsonl");
        Map<String, Map<String, Object>> expected = byPath(Guestkit.parseLines(Files.readString(listing)));
        Map<String, Map<String, Object>> found = byPath(ours.lines());
        expected.keySet().removeIf(path -> path.startsWith("/secret/"));
        assertThat(found.keySet()).isEqualTo(expected.keySet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("xfsVariants")
    @Proves(
            area = "XFS",
            feature = "version 5: blocks of 1 to 64 KiB, inodes of 512 to 2048 bytes, directory blocks up to 64 KiB",
            referee = "the kernel's mount")
    @Proves(
            area = "XFS",
            feature = "reflink, rmapbt, finobt, inobtcount, sparse, bigtime, nrext64, meta_uuid, exchange, parent",
            referee = "the kernel's mount")
    @Proves(
            area = "XFS",
            feature =
                    "directories, maps, symbolic links and extended attributes in all their forms; ACLs; unwritten extents",
            referee = "the kernel's mount")
    @Proves(
            area = "XFS",
            feature =
                    "file systems that were not unmounted: sync, shutdown, records that go round, freed and reused blocks",
            verdict = "log replayed in memory",
            referee = "the kernel's mount")
    @Proves(
            area = "XFS",
            feature = "version 4: blocks of 512 bytes to 64 KiB, inodes of 256 bytes, ftype, attr2",
            referee = "what mkfs.xfs and xfs_db wrote")
    void xfsIsWhatTheKernelReads(String name, Path image, Path listing) throws Exception {
        compare(Guestkit.succeed("find", image, "/", "--device", "/dev/sda", "--hash", "--output", "json"), listing);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fatVariants")
    @Proves(
            area = "FAT12, FAT16, FAT32",
            feature = "long and short names, sectors of 512 to 4096 bytes, fragmented files",
            referee = "what mtools wrote")
    void fatIsWhatMtoolsWrote(String name, Path image, Path listing) throws Exception {
        compare(Guestkit.succeed("find", image, "/", "--device", "/dev/sda", "--hash", "--output", "json"), listing);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("btrfsVariants")
    @Proves(
            area = "btrfs",
            feature = "single, dup, raid0, raid1, raid10, raid1c3, raid1c4, raid5, raid6 on one to five devices",
            referee = "the kernel's mount")
    @Proves(
            area = "btrfs",
            feature = "missing and damaged devices",
            verdict = "read from copies and by parity, each with a warning",
            referee = "the kernel's mount")
    @Proves(
            area = "btrfs",
            feature = "crc32c, xxhash64, sha256 and blake2b of metadata and data",
            verdict = "read and verified",
            referee = "the kernel's mount")
    @Proves(
            area = "btrfs",
            feature = "zlib, lzo and zstd; inline, shared and unwritten extents, holes",
            referee = "the kernel's mount")
    @Proves(
            area = "btrfs",
            feature = "4 to 64 KiB nodes, mixed groups, metadata_uuid, no_holes, extended references, colliding hashes",
            referee = "the kernel's mount")
    @Proves(
            area = "btrfs",
            feature = "file systems that were not unmounted",
            verdict = "log trees replayed in memory",
            referee = "the kernel's mount")
    void btrfsIsWhatTheKernelReads(String name, Path image, Path listing) throws Exception {
        List<Object> words = new ArrayList<>(List.of("find", image, "/", "--device", "/dev/sda", "--hash"));
        words.addAll(List.of("--output", "json"));
        for (int i = 2; ; i++) {
            Path device = image.resolveSibling("%s.dev%d.raw".formatted(name, i));
            if (!Files.exists(device)) {
                break;
            }
            words.addAll(List.of("--add", device));
        }
        compareFacts(Guestkit.succeed(words.toArray()), listing);
    }

    @Test
    @Proves(
            area = "btrfs",
            feature = "subvolumes and snapshots, nested, by name and as directories; the default one",
            referee = "the kernel's mount")
    void subvolumesAreWhatTheKernelReads() throws Exception {
        Path folder = Fixtures.of("btrfs-variants");
        Path image = folder.resolve("subvolumes.raw");
        List<String> expected = new ArrayList<>(List.of("/dev/sda"));
        for (String line : Files.readAllLines(folder.resolve("subvolumes.list"))) {
            String path = line.substring(line.indexOf('\t') + 1);
            String device = "btrfsvol:/dev/sda/" + path;
            expected.add(device);
            Guestkit ours = Guestkit.succeed("find", image, "/", "--device", device, "--hash", "--output", "json");
            Map<String, Map<String, Object>> found = byPath(ours.lines());
            Path listing = folder.resolve("subvolumes.%s.subvolume".formatted(path.replace('/', '-')));
            Map<String, Map<String, Object>> facts = byPath(Guestkit.parseLines(Files.readString(listing)));
            if (path.equals("@snapshot")) {
                // a subvolume that was not taken along; the kernel makes it up anew each time
                facts.get("/var/lib/inner").remove("mtime");
            }
            assertThat(differences(found, facts)).as(path).isEmpty();
        }
        assertThat(Json.array(Guestkit.succeed("filesystems", image, "--output", "json")
                        .json()
                        .get("filesystems")))
                .extracting(each -> Json.object(each).get("device"))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("squashfsVariants")
    @Proves(
            area = "SquashFS",
            feature = "gzip, xz, lz4, lzo, zstd, lzma and no compression; blocks of 4 KiB to 1 MiB",
            referee = "the kernel's mount, unsquashfs")
    @Proves(
            area = "SquashFS",
            feature = "fragments, sparse blocks, indexed directories, hard links, devices, extended attributes",
            referee = "the kernel's mount, unsquashfs")
    void squashfsIsWhatTheKernelReads(String name, Path image, Path listing) throws Exception {
        compare(Guestkit.succeed("find", image, "/", "--device", "/dev/sda", "--hash", "--output", "json"), listing);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("isoVariants")
    @Proves(
            area = "ISO 9660",
            feature = "Rock Ridge with moved directories, Joliet, levels 1 to 4, zisofs; genisoimage and xorriso",
            referee = "bsdtar")
    @Proves(
            area = "ISO 9660",
            feature = "hybrid discs with an MBR or a GPT",
            verdict = "read as one whole disc",
            referee = "bsdtar")
    void isoIsWhatBsdtarExtracts(String name, Path image, Path listing) throws Exception {
        compare(Guestkit.succeed("find", image, "/", "--device", "/dev/sda", "--hash", "--output", "json"), listing);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exfatVariants")
    @Proves(
            area = "exFAT",
            feature = "clusters of 512 bytes to 1 MiB, chains and contiguous files, long names",
            referee = "exfat-fuse")
    void exfatIsWhatExfatFuseReads(String name, Path image, Path listing) throws Exception {
        compare(Guestkit.succeed("find", image, "/", "--device", "/dev/sda", "--hash", "--output", "json"), listing);
    }

    @Test
    @Proves(
            area = "guests",
            feature = "whole Debian guests: GPT, MBR with logical partitions, no table; raw and compressed qcow2",
            referee = "the kernel's mount")
    void realGuestsAreWhatTheKernelReads() throws Exception {
        Path guests = Fixtures.of("debian-guests");
        for (String guest : List.of("efi", "bios", "whole", "two")) {
            for (Object each : Json.array(Json.read(guests.resolve(guest + ".facts.json")))) {
                Map<String, Object> fact = Json.object(each);
                Path listing = guests.resolve(fact.get("listing").toString());
                compare(
                        Guestkit.succeed(
                                "find",
                                guests.resolve(guest + ".raw"),
                                "/",
                                "--device",
                                fact.get("device"),
                                "--hash",
                                "--output",
                                "json"),
                        listing);
            }
        }
        for (String compressed : List.of("efi-zlib.qcow2", "efi-zstd.qcow2")) {
            compare(
                    Guestkit.succeed(
                            "find",
                            guests.resolve(compressed),
                            "/",
                            "--device",
                            "/dev/sda2",
                            "--hash",
                            "--output",
                            "json"),
                    guests.resolve("efi.sda2.jsonl"));
        }
    }

    /** Links of Windows are worded in another way here, and tested by where they lead: see NtfsOracleTest. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("ntfsVariants")
    @Proves(
            area = "NTFS",
            feature =
                    "clusters of 256 bytes to 2 MiB, sectors of 256 to 4096 bytes, fragmented and sparse files of several GiB",
            referee = "ntfs-3g")
    @Proves(
            area = "NTFS",
            feature = "index trees of 10 000 names, hard links, attribute lists, names of 255 UTF-16 units",
            referee = "ntfs-3g")
    @Proves(area = "NTFS", feature = "files compressed with LZNT1", referee = "ntfs-3g")
    @Proves(
            area = "NTFS",
            feature =
                    "alternate data streams as extended attributes; symbolic links, devices, FIFOs and sockets of Interix",
            referee = "ntfs-3g")
    @Proves(area = "NTFS", feature = "times to 100 ns, from 1601 to 9999", referee = "ntfs-3g")
    void ntfsIsWhatNtfs3gReads(String name, Path image, Path listing) throws Exception {
        List<String> links = new ArrayList<>();
        for (Map<String, Object> link :
                Guestkit.parseLines(Files.readString(listing.resolveSibling(name + ".links")))) {
            links.add(link.get("path").toString());
        }
        compare(
                Guestkit.succeed("find", image, "/", "--device", "/dev/sda", "--hash", "--output", "json"),
                listing,
                links);
    }

    @Test
    @Proves(
            area = "NTFS",
            feature = "system files that Windows 10 compressed: XPRESS in 4, 8 and 16 KiB, LZX",
            referee = "wimlib compressed the chunks")
    void compressedSystemFilesAreWhatWentIn() throws Exception {
        Path image = Fixtures.of("ntfs-variants").resolve(COMPRESSED_SYSTEM + ".raw");
        Assumptions.assumeTrue(Files.exists(image), "no wimlib-imagex");
        Map<String, Map<String, Object>> found =
                byPath(Guestkit.succeed("find", image, "/", "--device", "/dev/sda", "--hash", "--output", "json")
                        .lines());
        List<Map<String, Object>> expected =
                Guestkit.parseLines(Files.readString(image.resolveSibling(COMPRESSED_SYSTEM + ".jsonl")));
        assertThat(expected).hasSizeGreaterThan(20);
        for (Map<String, Object> facts : expected) {
            assertThat(found.get(facts.get("path").toString())).containsAllEntriesOf(facts);
        }
    }

    private static void compare(Guestkit ours, Path listing) throws IOException {
        compare(ours, listing, List.of());
    }

    /** Both sides sorted by path already; what the listing does not know of a path is not compared. */
    private static void compare(Guestkit ours, Path listing, List<String> except) throws IOException {
        Map<String, Map<String, Object>> expected = byPath(Guestkit.parseLines(Files.readString(listing)));
        List<Map<String, Object>> lines = ours.lines();
        Map<String, Map<String, Object>> found = byPath(lines);
        expected.keySet().removeAll(except);
        found.keySet().removeAll(except);
        if (found.containsKey("/lost+found") && !expected.containsKey("/lost+found")) {
            // a listing of what went in: mke2fs makes this one and so changes the root; directories are as it lays them
            // out
            found.remove("/lost+found");
            expected.get("/").remove("mtime");
            expected.values().forEach(facts -> {
                if (facts.get("type").equals("dir")) {
                    facts.remove("size");
                    facts.remove("nlink");
                }
            });
        }
        assertThat(lines).doesNotHaveDuplicates();
        assertThat(differences(found, expected)).isEmpty();
        assertThat(ours.err().lines())
                .allMatch(line -> line.startsWith("guestkit: warning: ")
                        && (line.contains("not cleanly unmounted") || line.contains("the disk as a whole is an ISO")));
    }

    /** As {@link #compare}, for images with whatever doubts. */
    private static void compareFacts(Guestkit ours, Path listing) throws IOException {
        Map<String, Map<String, Object>> expected = byPath(Guestkit.parseLines(Files.readString(listing)));
        List<Map<String, Object>> lines = ours.lines();
        assertThat(lines).doesNotHaveDuplicates();
        Map<String, Map<String, Object>> found = byPath(lines);
        if (listing.getFileName().toString().equals("subvolumes.jsonl")) {
            expected.get("/@snapshot/var/lib/inner").remove("mtime"); // see above
        }
        assertThat(differences(found, expected)).isEmpty();
    }

    private static List<String> differences(
            Map<String, Map<String, Object>> found, Map<String, Map<String, Object>> expected) {
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        List<String> differences = new ArrayList<>();
        expected.forEach((path, facts) -> facts.forEach((key, value) -> {
            Object got = found.get(path).get(key);
            if (!value.equals(got)) {
                differences.add("%s: %s is %s, expected %s".formatted(path, key, got, value));
            }
        }));
        return differences;
    }

    private static Map<String, Map<String, Object>> byPath(List<Map<String, Object>> lines) {
        Map<String, Map<String, Object>> byPath = new TreeMap<>();
        for (Map<String, Object> line : lines) {
            byPath.put(line.get("path").toString(), line);
        }
        return byPath;
    }
}
