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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every path of a file system, with all that {@code find --hash} says of it, against the kernel's own mount. */
@Tag("oracle")
class TreeOracleTest {

    private static final String LOCKED = "ext4-encrypt";

    static Stream<Arguments> extVariants() throws IOException {
        return listings(Fixtures.of("ext-variants")).filter(variant -> !variant.get()[0].equals(LOCKED));
    }

    static Stream<Arguments> xfsVariants() throws IOException {
        return listings(Fixtures.of("xfs-variants"));
    }

    static Stream<Arguments> fatVariants() throws IOException {
        return listings(Fixtures.of("fat-variants"));
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
            feature = "version 4: blocks of 512 bytes to 64 KiB, inodes of 256 bytes, ftype, attr2; ascii-ci",
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

    /** Both sides sorted by path already; what the listing does not know of a path is not compared. */
    private static void compare(Guestkit ours, Path listing) throws IOException {
        Map<String, Map<String, Object>> expected = byPath(Guestkit.parseLines(Files.readString(listing)));
        List<Map<String, Object>> lines = ours.lines();
        Map<String, Map<String, Object>> found = byPath(lines);
        if (!expected.containsKey("/lost+found")) {
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
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        assertThat(lines).doesNotHaveDuplicates();
        List<String> differences = new ArrayList<>();
        expected.forEach((path, facts) -> facts.forEach((key, value) -> {
            Object got = found.get(path).get(key);
            if (!value.equals(got)) {
                differences.add("%s: %s is %s, expected %s".formatted(path, key, got, value));
            }
        }));
        assertThat(differences).isEmpty();
        assertThat(ours.err().lines())
                .allMatch(line -> line.startsWith("guestkit: warning: ") && line.contains("not cleanly unmounted"));
    }

    private static Map<String, Map<String, Object>> byPath(List<Map<String, Object>> lines) {
        Map<String, Map<String, Object>> byPath = new TreeMap<>();
        for (Map<String, Object> line : lines) {
            byPath.put(line.get("path").toString(), line);
        }
        return byPath;
    }
}
