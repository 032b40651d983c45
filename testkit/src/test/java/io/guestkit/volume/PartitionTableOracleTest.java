package io.guestkit.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.guestkit.io.FileSource;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import io.guestkit.volume.gpt.GptDriver;
import io.guestkit.volume.mbr.MbrDriver;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables made by sfdisk and sgdisk, and read back by sfdisk and partx: we have to see what they see. */
@Tag("oracle")
@Proves(area = "MBR", feature = "primary and logical partitions, 512 and 4096-byte sectors", referee = "sfdisk, partx")
@Proves(area = "GPT", feature = "128 and 256 entries, 512 and 4096-byte sectors, hybrid MBR", referee = "sfdisk, partx")
@Proves(
        area = "GPT",
        feature = "destroyed primary or backup header",
        verdict = "read, with a warning",
        referee = "sfdisk")
class PartitionTableOracleTest {

    private static final Pattern DUMPED = Pattern.compile(": start= *(\\d+), size= *(\\d+), type=([0-9A-Fa-f-]+)");
    private static final List<String> EXTENDED = List.of("05", "0f", "85");

    @TempDir
    private Path directory;

    private Path image;

    @BeforeEach
    void tools() {
        for (String tool : List.of("sfdisk", "sgdisk", "partx")) {
            Oracle.require(tool);
        }
    }

    @Test
    void primaryAndTwelveLogicalPartitions() throws Exception {
        StringBuilder script = new StringBuilder("label: dos\nlabel-id: 0x00c0ffee\nsize=1MiB, type=7, bootable\n"
                + "size=1MiB, type=c\nsize=1MiB, type=83\ntype=f\n");
        for (int i = 0; i < 12; i++) {
            script.append("size=")
                    .append(i + 1)
                    .append("MiB, type=")
                    .append(i % 2 == 0 ? "83" : "8e")
                    .append('\n');
        }
        make(200, script.toString());
        assertThat(read().partitions()).hasSize(15);
        agrees();
    }

    @Test
    void logicalPartitionsInTheOrderInWhichTheyWereMade() throws Exception {
        make(100, """
                label: dos
                start=2048, size=180000, type=5
                start=40960, size=2048, type=83
                start=8192, size=2048, type=83
                start=60000, size=2048, type=82
                """);
        agrees();
        run("sfdisk --delete IMAGE 6");
        agrees();
        run("sfdisk --delete IMAGE 5");
        agrees();
        runWithInput("start=4096, size=512, type=83\n", "sfdisk --append IMAGE");
        agrees();
    }

    @Test
    void partitionsOutOfOrderAndWithGaps() throws Exception {
        make(50, "label: dos\n");
        agrees();
        runWithInput("4 : start=2048, size=2048, type=a5\n2 : start=40960, size=100, type=0\n", "sfdisk IMAGE");
        agrees();
    }

    @Test
    void gptOf128And256Entries() throws Exception {
        for (int entries : new int[] {128, 256}) {
            makeGpt(
                    64,
                    "-S " + entries + " -n 1:2048:+1M -t 1:ef00 -c 1:EFI -n 2:0:+2M -t 2:8300 -A 2:set:2" + " -n "
                            + entries + ":0:0 -t " + entries + ":8e00 -c " + entries + ":" + "ü".repeat(36));
            assertThat(read().partitions()).extracting(Partition::number).containsExactly(1, 2, entries);
            assertThat(read().warnings()).isEmpty();
            agrees();
        }
    }

    @Test
    void everyEntryOfAGpt() throws Exception {
        StringBuilder script = new StringBuilder("label: gpt\n");
        for (int i = 0; i < 128; i++) {
            script.append("size=100KiB, name=\"partition number ").append(i).append("\"\n");
        }
        make(300, script.toString());
        assertThat(read().partitions()).hasSize(128);
        agrees();
    }

    @Test
    void hybridMbr() throws Exception {
        makeGpt(64, "-n 1:2048:+1M -n 2:0:+2M -n 3:0:0 -h 1:2");
        assertThat(read().kind()).isEqualTo("gpt");
        assertThat(read().partitions()).hasSize(3);
        assertThat(read().warnings())
                .hasSize(2)
                .allSatisfy(w -> assertThat(w.message()).startsWith("hybrid"));
    }

    @Test
    void gptWhosePrimaryOrBackupIsDestroyed() throws Exception {
        makeGpt(64, "-n 1:2048:+1M -n 2:0:+2M");
        byte[] good = Files.readAllBytes(image);
        damage(512, new byte[512]);
        agrees();
        assertThat(read().warnings()).hasSize(1);
        Files.write(image, good);
        damage(1024 + 40, new byte[8]);
        agrees();
        assertThat(read().warnings()).hasSize(1);
        Files.write(image, good);
        damage(good.length - 512, new byte[512]);
        agrees();
        assertThat(read().warnings()).hasSize(1);
        Files.write(image, good);
        damage(512 + 56, new byte[1]);
        damage(good.length - 512 + 56, new byte[1]);
        assertThat(scan().volumes()).hasSize(1);
        assertThat(scan().notExamined())
                .singleElement()
                .satisfies(n -> assertThat(n.code()).isEqualTo(NotExamined.Code.CORRUPT));
    }

    @Test
    void enlargedAndCutDisks() throws Exception {
        makeGpt(64, "-n 1:2048:+1M -n 2:0:0");
        resize(80);
        agrees();
        assertThat(read().warnings()).hasSize(1);
        resize(40);
        assertThat(read().partitions()).hasSize(2);
        assertThat(read().warnings()).hasSize(2);
        assertThat(scan().volumes().getLast().content().size())
                .isEqualTo((40 << 20) - read().partitions().get(1).offset());
    }

    @Test
    void sectorsOf4096Bytes() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "loop devices are root's");
        for (String label : List.of("gpt", "dos")) {
            make(64, "");
            String device = run("losetup --sector-size 4096 --show -f IMAGE").strip();
            try {
                runWithInput(
                        "label: " + label + "\nstart=256, size=256\nstart=512, size=1024"
                                + (label.equals("gpt") ? "" : ", type=5\nsize=100\nsize=200") + "\n",
                        "sfdisk " + device);
                assertThat(read().sectorSize()).isEqualTo(4096);
                assertThat(ours()).isEqualTo(sfdisk(run("sfdisk -d " + device)));
            } finally {
                run("losetup -d " + device);
            }
        }
    }

    /** Compares with sfdisk's view of the image, and the UUIDs with partx'. */
    private void agrees() throws Exception {
        assertThat(ours()).isEqualTo(sfdisk(run("sfdisk -d IMAGE")));
        List<String> uuids = new ArrayList<>();
        String table = run("partx -g -r -o NR,TYPE,UUID IMAGE");
        for (String line : table.lines().toList()) {
            String[] columns = line.split(" ");
            if (!EXTENDED.contains(twoDigits(columns[1].replace("0x", "")))) {
                uuids.add(columns[0] + " " + columns[2]);
            }
        }
        assertThat(read().partitions().stream()
                        .map(p -> p.number() + " " + p.uuid().orElseThrow())
                        .toList())
                .isEqualTo(uuids);
    }

    private List<String> ours() throws IOException {
        PartitionTable table = read();
        List<String> lines = new ArrayList<>();
        lines.add(table.kind() + " " + table.diskId().orElse(""));
        for (Partition p : table.partitions()) {
            lines.add("%d %d %d %s %s %s"
                    .formatted(
                            p.number(),
                            p.offset() / table.sectorSize(),
                            p.length() / table.sectorSize(),
                            p.type(),
                            p.name().orElse(""),
                            p.bootable()));
        }
        return lines;
    }

    /** The same lines from a dump of sfdisk. */
    private static List<String> sfdisk(String dump) {
        List<String> lines = new ArrayList<>();
        String label = after(dump, "label: ").equals("gpt") ? "gpt" : "mbr";
        lines.add(label + " " + after(dump, "label-id: ").replace("0x", "").toLowerCase(Locale.ROOT));
        for (String line : dump.lines().toList()) {
            Matcher fields = DUMPED.matcher(line);
            if (!fields.find()) {
                continue;
            }
            String type = twoDigits(fields.group(3).toLowerCase(Locale.ROOT));
            if (EXTENDED.contains(type)) {
                continue;
            }
            String device = line.substring(0, line.indexOf(' '));
            lines.add("%s %s %s %s %s %s"
                    .formatted(
                            device.substring(device.lastIndexOf(device.contains("loop") ? 'p' : 'e') + 1),
                            fields.group(1),
                            fields.group(2),
                            type,
                            line.contains("name=\"")
                                    ? unescape(after(line, "name=\"").replaceAll("\".*", ""))
                                    : "",
                            line.contains("bootable") || line.contains("LegacyBIOSBootable")));
        }
        return lines;
    }

    /** A dump writes a byte that is not ASCII as {@code \xNN}. */
    private static String unescape(String name) {
        byte[] bytes = new byte[name.length()];
        int length = 0;
        for (int i = 0; i < name.length(); i++) {
            if (name.startsWith("\\x", i)) {
                bytes[length++] = (byte) HexFormat.fromHexDigits(name, i + 2, i + 4);
                i += 3;
            } else {
                bytes[length++] = (byte) name.charAt(i);
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static String twoDigits(String type) {
        return type.length() == 1 ? "0" + type : type;
    }

    private static String after(String text, String key) {
        int at = text.indexOf(key) + key.length();
        int end = text.indexOf('\n', at);
        return text.substring(at, end < 0 ? text.length() : end);
    }

    private PartitionTable read() throws IOException {
        return scan().volumes().getFirst().table().orElseThrow();
    }

    private ScanResult scan() throws IOException {
        FileSource source = FileSource.open(image);
        List<TableDriver> drivers = List.of(new GptDriver(content -> false), new MbrDriver(content -> false));
        return new VolumeScanner(drivers, List.of())
                .scan(List.of(new NamedDisk("/dev/sda", Location.of("disk.image"), source)));
    }

    private void make(int mebibytes, String script) throws Exception {
        image = directory.resolve("disk.image");
        Files.deleteIfExists(image);
        resize(mebibytes);
        if (!script.isEmpty()) {
            runWithInput(script, "sfdisk IMAGE");
        }
    }

    private void makeGpt(int mebibytes, String options) throws Exception {
        make(mebibytes, "");
        run("sgdisk -o " + options + " IMAGE");
    }

    private void resize(int mebibytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) mebibytes << 20);
        }
    }

    private void damage(long position, byte[] bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.seek(position);
            file.write(bytes);
        }
    }

    private String run(String command) throws Exception {
        return runWithInput("", command);
    }

    /** @param command words; {@code IMAGE} stands for the image */
    private String runWithInput(String input, String command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command.split(" +")));
        words.replaceAll(word -> word.equals("IMAGE") ? image.toString() : word);
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.redirectError(directory.resolve("stderr").toFile());
        Process process = builder.start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(command + "\n" + output + Files.readString(directory.resolve("stderr")))
                .isZero();
        return output;
    }
}
