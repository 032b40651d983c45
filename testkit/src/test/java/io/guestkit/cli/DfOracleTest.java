package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code df} says of each file system, against {@code statfs} of the kernel's mount and of FUSE. */
@Tag("oracle")
class DfOracleTest {

    /** Mounts copies of the devices where nobody else sees them, and says what statfs says. */
    private static final String STATFS = """
            set -e
            directory=$1 type=$2 options=$3
            shift 3
            loops=
            trap 'umount "$directory/mnt" 2>/dev/null; for loop in $loops; do losetup -d $loop; done' EXIT
            mkdir "$directory/mnt"
            if [ "$type" = ntfs-3g ]; then
              ntfs-3g -o "$options" "$1" "$directory/mnt"
              exec stat -f -c '%S %b %f %a %c %d' "$directory/mnt"
            fi
            number=0
            for image in "$@"; do
              number=$((number + 1))
              cp --sparse=always "$image" "$directory/$number.raw"
              loops="$loops $(losetup -f --show "$directory/$number.raw")"
            done
            for loop in $loops; do first=${first:-$loop}; test $number = 1 || options="$options,device=$loop"; done
            test "$type" != btrfs || btrfs device scan --forget
            mount -t "$type" -o "$options" "$first" "$directory/mnt"
            stat -f -c '%S %b %f %a %c %d' "$directory/mnt"
            """;

    /** As {@code stat -f} prints them. */
    private record Statfs(long blockSize, long blocks, long free, long available, long inodes, long freeInodes) {

        static Statfs of(Path directory, String type, String options, Path... devices) {
            List<Object> words = new ArrayList<>(List.of("-m", "sh", "-c", STATFS, "sh", directory, type, options));
            words.addAll(List.of(devices));
            Oracle.requireRoot();
            String[] numbers = Oracle.require("unshare")
                    .run(words.toArray())
                    .text()
                    .strip()
                    .split(" ");
            return new Statfs(
                    Long.parseLong(numbers[0]),
                    Long.parseLong(numbers[1]),
                    Long.parseLong(numbers[2]),
                    Long.parseLong(numbers[3]),
                    Long.parseLong(numbers[4]),
                    Long.parseLong(numbers[5]));
        }

        Map<String, Object> facts(boolean withInodes) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("size", blocks * blockSize);
            facts.put("used", (blocks - free) * blockSize);
            facts.put("available", available * blockSize);
            if (withInodes) {
                facts.put("inodes", inodes);
                facts.put("inodes_used", inodes - freeInodes);
                facts.put("inodes_free", freeInodes);
            }
            return facts;
        }
    }

    @TempDir
    Path scratch;

    private static Stream<Path> images(String recipe) throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.of(recipe))) {
            return files
                    .filter(file -> file.toString().endsWith(".jsonl"))
                    .map(file -> file.resolveSibling(name(file).replace(".jsonl", ".raw")))
                    .filter(Files::exists)
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /** Those with files that were open and without a name: the kernel removes these when it mounts. */
    private static final Set<String> REMOVED_WHEN_MOUNTED =
            Set.of("dirty-orphan.raw", "dirty-1k.raw", "dirty-share.raw");

    static Stream<Path> ext() throws IOException {
        return images("ext-variants").filter(image -> !name(image).equals("ext4-casefold.raw")); // kernels may lack it
    }

    static Stream<Path> xfs() throws IOException {
        // kernels tend not to have these any more
        return images("xfs-variants")
                .filter(image -> !name(image).startsWith("v4") && !name(image).equals("ascii-ci.raw"));
    }

    static Stream<Path> btrfs() throws IOException {
        return images("btrfs-variants").filter(image -> !name(image).startsWith("damaged"));
    }

    static Stream<Path> squashfs() throws IOException {
        return images("squashfs-variants").filter(image -> !name(image).equals("lzma.raw")); // kernels lack it
    }

    static Stream<Path> ntfs() throws IOException {
        return images("ntfs-variants");
    }

    static Stream<Path> exfat() throws IOException {
        return images("exfat-variants");
    }

    static Stream<Path> fat() throws IOException {
        return images("fat-variants");
    }

    /** All that {@code df} says of sda in numbers. */
    private static Map<String, Object> df(Path... devices) throws IOException {
        List<Object> words = new ArrayList<>(List.of("df"));
        words.addAll(List.of(devices));
        words.addAll(List.of("--device", "/dev/sda", "--output", "json"));
        List<?> all = (List<?>) Guestkit.succeed(words.toArray()).json().get("filesystems");
        Map<String, Object> facts = new LinkedHashMap<>(Json.object(all.getFirst()));
        facts.keySet().removeAll(List.of("device", "location", "type", "mounted_on"));
        return facts;
    }

    @ParameterizedTest
    @MethodSource("ext")
    @Proves(area = "df", feature = "ext2, ext3, ext4: bytes and inodes", referee = "the kernel's statfs")
    void ext(Path image) throws IOException {
        compare(image, Statfs.of(scratch, "ext4", "ro", image));
    }

    @ParameterizedTest
    @MethodSource("xfs")
    @Proves(area = "df", feature = "XFS: bytes and inodes", referee = "the kernel's statfs")
    void xfs(Path image) throws IOException {
        compare(image, Statfs.of(scratch, "xfs", "ro,nouuid", image));
    }

    private static void compare(Path image, Statfs theirs) throws IOException {
        Map<String, Object> ours = df(image);
        if (!REMOVED_WHEN_MOUNTED.contains(name(image))) {
            assertThat(ours).isEqualTo(theirs.facts(true));
            return;
        }
        Map<String, Object> facts = theirs.facts(true);
        assertThat(ours).containsEntry("size", facts.get("size")).containsEntry("inodes", facts.get("inodes"));
        assertThat((long) ours.get("used")).isGreaterThan((long) facts.get("used"));
        assertThat((long) ours.get("inodes_used")).isGreaterThan((long) facts.get("inodes_used"));
    }

    @ParameterizedTest
    @MethodSource("squashfs")
    @Proves(area = "df", feature = "SquashFS: bytes and inodes", referee = "the kernel's statfs")
    void squashfs(Path image) throws IOException {
        assertThat(df(image))
                .isEqualTo(Statfs.of(scratch, "squashfs", "ro", image).facts(true));
    }

    @ParameterizedTest
    @MethodSource("btrfs")
    @Proves(area = "df", feature = "btrfs: bytes on one to five devices, all profiles", referee = "the kernel's statfs")
    void btrfs(Path image) throws IOException {
        List<Path> devices = new ArrayList<>(List.of(image));
        for (int i = 2; ; i++) {
            Path device = image.resolveSibling(name(image).replace(".raw", ".dev" + i + ".raw"));
            if (!Files.exists(device)) {
                break;
            }
            devices.add(device);
        }
        Path[] all = devices.toArray(new Path[0]);
        Map<String, Object> ours = df(all);
        Map<String, Object> theirs =
                Statfs.of(scratch, "btrfs", "ro,degraded", all).facts(false);
        if (name(image).startsWith("degraded")) {
            // what a kernel could still make new groups of is another matter
            ours.remove("available");
            theirs.remove("available");
        } else if (name(image).startsWith("logged")) {
            // the kernel writes what was logged into the trees when it mounts, and has to find room for it
            long difference = (long) ours.remove("used") - (long) theirs.remove("used");
            assertThat(difference).isBetween(-(1L << 20), 1L << 20);
            assertThat((long) ours.remove("available") - (long) theirs.remove("available"))
                    .isBetween(-(1L << 20), 1L << 20);
        }
        assertThat(ours).isEqualTo(theirs);
    }

    @ParameterizedTest
    @MethodSource("ntfs")
    @Proves(area = "df", feature = "NTFS: bytes", referee = "statfs of ntfs-3g")
    void ntfs(Path image) throws IOException {
        assertThat(df(image))
                .isEqualTo(Statfs.of(scratch, "ntfs-3g", "ro", image).facts(false));
    }

    @ParameterizedTest
    @MethodSource("exfat")
    @Proves(area = "df", feature = "exFAT: bytes", referee = "dump.exfat")
    void exfat(Path image) throws IOException {
        String words = Oracle.require("dump.exfat").run(image).text();
        long size = number("Cluster size:\\s+(\\d+)", words);
        long free = number("Free Clusters:\\s+(\\d+)", words);
        long total = number("Total Clusters:\\s+(\\d+)", words);
        assertThat(df(image))
                .isEqualTo(Map.of("size", total * size, "used", (total - free) * size, "available", free * size));
    }

    @ParameterizedTest
    @MethodSource("fat")
    @Proves(area = "df", feature = "FAT: clusters in use", referee = "fsck.fat")
    void fat(Path image) throws IOException {
        String words = Oracle.require("fsck.fat").ask("-n", "-v", image).text();
        long size = number("(\\d+) bytes per cluster", words);
        assertThat(df(image))
                .containsEntry("used", number("(\\d+)/\\d+ clusters", words) * size)
                .containsEntry("size", number("\\d+/(\\d+) clusters", words) * size);
    }

    private static long number(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
