package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that convert, make and judge images: their words and exit codes. */
class ImageCommandsTest {

    private static final int SIZE = 1 << 20;

    @TempDir
    Path folder;

    private String raw;
    private String qcow2;

    @BeforeEach
    void makeImages() throws IOException {
        byte[] disk = new byte[SIZE];
        Arrays.fill(disk, 0x20000, 0x30000, (byte) 0x5a);
        raw = Files.write(folder.resolve("disk.raw"), disk).toString();
        qcow2 = HandMadeQcow2.make(folder.resolve("disk.qcow2")).toString();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertUsage(Cli run, String message) {
        assertThat(run.err())
                .startsWith("guestkit: " + message)
                .contains("; see guestkit ")
                .hasLineCount(1);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "convert                                   | which SOURCE?",
                "convert a                                 | which OUTPUT?",
                "convert --source a                        | which OUTPUT?",
                "convert --output b.raw                    | which SOURCE?",
                "convert a b c                             | convert does not take c",
                "convert --source a b c                    | convert takes one SOURCE and one OUTPUT",
                "convert a --output b.raw --output c.raw   | --output names two files: b.raw and c.raw",
                "convert a b.raw --output c.raw            | convert takes one SOURCE and one OUTPUT",
                "convert a b                               | the name of b says no format; say it by --format raw, qcow2",
                "convert a b.txt                           | the name of b.txt says no format",
                "convert a b.ova                           | ova images are not written; --format may be raw, qcow2",
                "convert a b -f dmg                        | dmg images are not written",
                "convert a b -f nonsense                   | unknown image format nonsense",
                "convert a b.raw --flatten --no-flatten    | --flatten and --no-flatten exclude each other",
                "convert a b.raw --threads 0               | --threads 0: expected a positive number",
                "convert a b.raw --threads x               | --threads x: expected a positive number",
                "convert a b.qcow2 --compression lzo       | --compression lzo: expected one of zlib, zstd",
                "convert a b.qcow2 --engine magic          | --engine magic: expected one of auto, native, qemu-img",
                "convert a b.qcow2 -o cluster_size         | --option cluster_size: expected NAME=VALUE",
                "convert a b.qcow2 -o a=1,a=2              | --option a is given twice",
                "convert -O qcow2 a b                      | convert has no option -O (-f is the format of OUTPUT, --source-fo",
                "create                                    | create needs OUTPUT [SIZE]",
                "create a.qcow2                            | which SIZE?",
                "create a 1M                               | the name of a says no format",
                "create a.qcow2 10X                        | 10X is no size; write bytes, or a number with k, M, G, T, P or E",
                "create a.qcow2 1M -F raw                  | --backing-format without --backing",
                "create a.qcow2 1M -o nonsense=1           | qcow2 has no option nonsense; it has ",
                "check                                     | which IMAGE?",
                "check a b                                 | check does not take b",
                "compare a                                 | compare needs IMAGE OTHER",
                "map                                       | which IMAGE?",
                "snapshot list                             | snapshot needs list IMAGE",
                "snapshot create a                         | snapshot create: expected list",
                "check a --second-disk 1                   | check has no option --second-disk",
                "info --disk                               | --disk needs NAME",
            })
    void whatMakesNoSenseIsAUsageErrorInOneLine(String line, String message) {
        assertUsage(Cli.run(line.split(" ")), message);
    }

    @Test
    void convertTellsWhatItMade() throws IOException {
        Cli text = Cli.run("convert", raw, file("new.qcow2"), "--verify");
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out())
                .matches("\\Q" + file("new.qcow2") + "\\E: qcow2, 1.0 MiB, made of raw in \\d+.\\d s, verified\n");
        assertThat(text.err()).isEmpty();

        Cli json = Cli.run("convert", raw, file("new.vmdk"), "--output", "json", "--quiet");
        assertThat(json.code()).isZero();
        assertThat(json.out())
                .contains(
                        "\"success\": true",
                        "\"source_format\": \"raw\"",
                        "\"output_format\": \"vmdk\"",
                        "\"virtual_size\": 1048576",
                        "\"engine\": \"native\"",
                        "\"verified\": false");
        assertThat(names()).containsExactly("disk.qcow2", "disk.raw", "new.qcow2", "new.vmdk");
    }

    @Test
    void quietLeavesStandardOutputAsItIs() {
        assertThat(Cli.run("create", "-q", file("a.qcow2"), "1M").out())
                .isEqualTo(file("a.qcow2") + ": qcow2, 1.0 MiB\n");
        Cli none = Cli.run("snapshot", "list", file("a.qcow2"));
        assertThat(none.err()).isEqualTo("guestkit: " + file("a.qcow2") + " has no internal snapshots\n");
        assertThat(Cli.run("snapshot", "list", file("a.qcow2"), "--quiet").err())
                .isEmpty();
        assertThat(Cli.run("compare", raw, qcow2, "-q").out()).isEqualTo("The images are identical.\n");
    }

    @Test
    void theSeedsSpellingOfConvertStillWorks() {
        Cli run = Cli.run(
                "convert",
                "--source",
                raw,
                "--output",
                file("seed"),
                "--format",
                "qcow2",
                "--compress",
                "--flatten",
                "--output",
                "json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"output_path\": \"" + file("seed") + "\"", "\"output_format\": \"qcow2\"");
        assertThat(Cli.run("check", file("seed")).out()).contains("1 of 16 clusters stored, 1 compressed");
        assertThat(Cli.run("compare", raw, file("seed")).code()).isZero();
    }

    @Test
    void whatIsThereIsReplacedOnlyIfAsked() throws IOException {
        Path old = Files.writeString(folder.resolve("old.qcow2"), "mine");
        for (Cli refused : List.of(Cli.run("convert", raw, old.toString()), Cli.run("create", old.toString(), "1M"))) {
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err())
                    .isEqualTo("guestkit: " + old.toRealPath() + ": exists already: --force replaces it\n");
            assertThat(old).hasContent("mine");
        }
        assertThat(Cli.run("convert", raw, old.toString(), "--force").code()).isZero();
        assertThat(Cli.run("compare", raw, old.toString()).code()).isZero();
        Cli itself = Cli.run("convert", raw, raw, "--force");
        assertThat(itself.code()).isEqualTo(1);
        assertThat(itself.err()).contains("disk.raw: is a part of the source").hasLineCount(1);
        assertThat(names()).containsExactly("disk.qcow2", "disk.raw", "old.qcow2");
    }

    @Test
    void optionsOfTheFormatReachIt() {
        assertThat(Cli.run("convert", raw, file("a.qcow2"), "-o", "cluster_size=4k,compat=0.10")
                        .code())
                .isZero();
        assertThat(Cli.run("info", file("a.qcow2"), "--output", "json").out())
                .contains("\"cluster-size\": 4096", "\"compat\": \"0.10\"");
        assertUsage(
                Cli.run("convert", raw, file("b.qcow2"), "-o", "cluster_size=3k"),
                "option cluster_size is 3k, expected a power of two");
        assertUsage(Cli.run("convert", raw, file("b.raw"), "-c"), "raw images cannot be compressed");
    }

    @Test
    void createMakesSizesAndOverlays() throws IOException {
        assertThat(Cli.run("create", file("a.qcow2"), "1.5G").out()).isEqualTo(file("a.qcow2") + ": qcow2, 1.5 GiB\n");
        Cli overlay = Cli.run("create", file("top.qcow2"), "-b", "disk.raw", "-F", "raw", "--output", "json");
        assertThat(overlay.code()).as(overlay.err()).isZero();
        assertThat(overlay.out()).contains("\"virtual_size\": 1048576");
        assertThat(Cli.run("info", file("top.qcow2"), "--output", "json").out())
                .contains("\"backing-filename\": \"disk.raw\"", "\"backing-filename-format\": \"raw\"");
        assertThat(Cli.run("compare", file("top.qcow2"), raw).code()).isZero();
        assertThat(Cli.run("map", file("top.qcow2"), "--output", "json").out()).contains("\"depth\": 1");
        Cli kept = Cli.run("convert", "--no-flatten", file("top.qcow2"), file("again.qcow2"));
        assertThat(kept.code()).as(kept.err()).isZero();
        assertThat(Cli.run("info", file("again.qcow2"), "--output", "json").out())
                .contains("\"backing-filename\": \"disk.raw\"");
        Cli missing = Cli.run("create", file("b.qcow2"), "-b", "none.raw");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("none.raw: no such file").hasLineCount(1);
        assertThat(names()).doesNotContain("b.qcow2");
    }

    @Test
    void aSoundImageIsSound() {
        Cli text = Cli.run("check", qcow2);
        assertThat(text.out())
                .isEqualTo(qcow2 + ": nothing is wrong; 1 of 16 clusters stored, 0 compressed, 0 fragmented\n");
        assertThat(text.code()).isZero();
        assertThat(Cli.run("check", qcow2, "--output", "json").out())
                .contains("\"corruptions\": 0", "\"leaks\": 0", "\"total-clusters\": 16", "\"findings\": []");
        assertThat(Cli.run("check", raw).out()).isEqualTo(raw + ": a raw image has no structure that could be wrong\n");
    }

    @Test
    void aRefcountThatIsTooLowIsCorruptAndOneTooHighALeak() throws IOException {
        HandMadeQcow2.setRefcount(Path.of(qcow2), HandMadeQcow2.DATA / HandMadeQcow2.CLUSTER, 0);
        Cli corrupt = Cli.run("check", qcow2);
        assertThat(corrupt.code()).isEqualTo(3);
        assertThat(corrupt.out()).startsWith("corrupt: ").contains(qcow2 + ": 1 corruption, 0 leaks; ");
        assertThat(Cli.run("check", qcow2, "--output", "json").out())
                .contains("\"corruptions\": 1", "\"kind\": \"corruption\"");

        HandMadeQcow2.setRefcount(Path.of(qcow2), HandMadeQcow2.DATA / HandMadeQcow2.CLUSTER, 3);
        Cli leak = Cli.run("check", qcow2);
        assertThat(leak.code()).isEqualTo(6);
        assertThat(leak.out()).startsWith("leak: ").contains(qcow2 + ": 0 corruptions, 1 leak; ");
    }

    @Test
    void compareNamesTheFirstDifference() throws IOException {
        assertThat(Cli.run("compare", raw, qcow2, "--strict").code()).isZero();
        byte[] other = Arrays.copyOf(Files.readAllBytes(Path.of(raw)), SIZE + 4096);
        String longer = Files.write(folder.resolve("longer.raw"), other).toString();
        Cli same = Cli.run("compare", raw, longer);
        assertThat(same.code()).isZero();
        assertThat(same.err()).isEqualTo("guestkit: the sizes differ: 1048576 and 1052672 bytes\n");
        Cli strict = Cli.run("compare", raw, longer, "--strict");
        assertThat(strict.code()).isEqualTo(6);
        assertThat(strict.out()).isEqualTo("The images have different sizes.\n");

        other[700_001] = 1;
        Files.write(Path.of(longer), other);
        Cli different = Cli.run("compare", qcow2, longer);
        assertThat(different.code()).isEqualTo(6);
        assertThat(different.out()).isEqualTo("The images differ at byte 700001 of the disk.\n");
        assertThat(Cli.run("compare", qcow2, longer, "--output", "json").out())
                .contains("\"identical\": false", "\"first_difference\": 700001", "\"other_virtual_size\": 1052672");
        assertThat(Cli.run("compare", qcow2, longer, "--format", "qcow2", "--second-format", "qcow2")
                        .err())
                .contains("is not a qcow2 image")
                .hasLineCount(1);
    }

    @Test
    void mapShowsWhereTheHandMadeClusterIs() {
        assertThat(Cli.run("map", qcow2, "--output", "yaml").out()).isEqualTo("""
                        - start: 0
                          length: 131072
                          depth: 0
                          present: false
                          zero: true
                          data: false
                          compressed: false
                        - start: 131072
                          length: 65536
                          depth: 0
                          present: true
                          zero: false
                          data: true
                          compressed: false
                          offset: 196608
                        - start: 196608
                          length: 851968
                          depth: 0
                          present: false
                          zero: true
                          data: false
                          compressed: false
                        """);
        assertThat(Cli.run("map", qcow2, "--output", "json").out())
                .contains("\"start\": 131072", "\"offset\": 196608")
                .startsWith("[");
        assertThat(Cli.run("map", qcow2).out())
                .containsPattern("(?m)^START +LENGTH +FILE OFFSET +DEPTH +KIND$")
                .containsPattern("(?m)^0x20000 +0x10000 +0x30000 +0 +data$");
    }

    @Test
    void snapshotsAreListedAndRead() {
        assertThat(Cli.run("snapshot", "list", qcow2).out())
                .contains("1   before  2023-11-14T22:13:20Z")
                .hasLineCount(3);
        assertThat(Cli.run("snapshot", "list", qcow2, "--output", "json").out())
                .contains("\"id\": \"1\"", "\"name\": \"before\"", "\"date-sec\": 1700000000");
        assertThat(Cli.run("convert", qcow2, file("then.raw"), "--snapshot", "before")
                        .code())
                .isZero();
        assertThat(Cli.run("compare", raw, file("then.raw")).code()).isZero();
        Cli none = Cli.run("convert", qcow2, file("no.raw"), "--snapshot", "after");
        assertThat(none.code()).isNotZero();
        assertThat(none.err()).contains("after").hasLineCount(1);
    }

    @Test
    void brokenAndForeignSourcesHaveTheirCodes() throws IOException {
        byte[] broken = Files.readAllBytes(Path.of(qcow2));
        broken[0x17] = 30; // cluster_bits
        String corrupt = Files.write(folder.resolve("corrupt.qcow2"), broken).toString();
        byte[] qed = Arrays.copyOf("QED\0".getBytes(StandardCharsets.ISO_8859_1), 4096);
        String foreign = Files.write(folder.resolve("foreign.qed"), qed).toString();
        for (String[] command : new String[][] {
            {"check", ""}, {"map", ""}, {"convert", file("out.raw"), "--engine", "native"}, {"compare", raw}
        }) {
            String[] arguments = command.clone();
            for (Object[] trouble : new Object[][] {{corrupt, 3}, {foreign, 4}, {file("missing"), 1}}) {
                Cli run = run(arguments, (String) trouble[0]);
                assertThat(run.code()).as(run.err()).isEqualTo(trouble[1]);
                assertThat(run.err()).startsWith("guestkit: " + trouble[0]).hasLineCount(1);
                assertThat(run.out()).isEmpty();
            }
        }
        assertThat(folder.resolve("out.raw")).doesNotExist();
    }

    /** The image goes behind the name of the command. */
    private static Cli run(String[] command, String image) {
        List<String> words = new java.util.ArrayList<>(List.of(command[0], image));
        for (String word : Arrays.asList(command).subList(1, command.length)) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return Cli.run(words.toArray(new String[0]));
    }

    @Test
    void aDiskIsChosenOfAppliancesOnly() {
        assertUsage(
                Cli.run("info", qcow2, "--disk", "1"),
                qcow2 + ": is a qcow2 image and no appliance, so there are no disks to choose from");
    }
}
