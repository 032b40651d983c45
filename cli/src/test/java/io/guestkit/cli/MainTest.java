package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    static final java.util.List<String> NAMES = Commands.NAMES;

    @TempDir
    Path directory;

    private String raw;

    @BeforeEach
    void makeRawImage() throws IOException {
        Path image = directory.resolve("disk.img");
        Files.write(image, new byte[1 << 20]);
        raw = image.toString();
    }

    @Test
    void anUnknownCommandIsAUsageErrorWithASuggestion() {
        Cli run = Cli.run("detcet", "x");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("guestkit: unknown command detcet (did you mean detect?); see guestkit --help\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                               | which command?",
                "--quiet                          | --quiet without a command",
                "detect                           | which IMAGE?",
                "detect a b                       | detect does not take b",
                "detect a --image b               | the image is given twice: a and --image b",
                "detect --colour a                | detect has no option --colour",
                "find --ouput json a              | find has no option --ouput (did you mean --output?)",
                "ls --device                      | --device needs DEV",
                "ls a --device b --device c       | --device is given twice",
                "ls a --long=yes                  | --long takes no argument",
                "ls -l a --output json            | -l is for text; --output prints everything anyway",
                "info a --output xml              | --output xml: expected one of text, json, yaml",
                "cat a b --output json            | cat has no option --output",
                "cat a                            | cat needs IMAGE PATH…",
                "find a / -0 --output json        | --print0 prints paths only; leave out --output and --hash, or --print0",
                "cp a b c -r -a                   | --archive includes --recursive; give one of them",
                "info a --format nonsense         | unknown image format nonsense",
                "info a --format raw --source-format raw | --format and --source-format mean the same; give one of them",
                "hash a b --algorithm crc32       | --algorithm crc32: expected one of sha256, sha512, sha1, md5",
                "completion fish                  | no completion for fish, only for bash and zsh",
                "help nothing                     | unknown command nothing",
            })
    void whatMakesNoSenseIsAUsageErrorInOneLine(String line, String message) {
        Cli run = Cli.run(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("guestkit: " + message + "; see guestkit ")
                .hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void everyCommandHasHelpThatStartsWithExamples(String name) {
        for (Cli run : new Cli[] {Cli.run(name, "--help"), Cli.run("help", name), Cli.run("-h", name)}) {
            assertThat(run.code()).isZero();
            assertThat(run.out()).startsWith("Examples:\n  guestkit " + name).contains("Usage: guestkit " + name);
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void helpListsEveryCommandInLinesThatFitATerminal() {
        Cli run = Cli.run("help");

        assertThat(run.out()).isEqualTo(Cli.run("--help").out());
        for (String name : Commands.NAMES) {
            assertThat(run.out()).contains("\n  " + name + " ");
        }
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(100));
    }

    @Test
    void theReadmeListsTheSameCommands() throws IOException {
        String help = Cli.run("help").out();
        String commands = help.substring(help.indexOf("Commands:"), help.indexOf("\n\nOptions"));

        assertThat(Files.readString(Path.of("../README.md"))).contains("```\n" + commands + "\n```");
    }

    @Test
    void versionIsOneLineOrADocument() {
        assertThat(Cli.run("version").out()).startsWith("guestkit ").hasLineCount(1);
        assertThat(Cli.run("--version").out()).isEqualTo(Cli.run("version").out());
        assertThat(Cli.run("version", "--output", "json").out()).startsWith("{\n  \"version\": \"");
        assertThat(Cli.run("--output", "yaml", "version").out()).startsWith("version: ");
    }

    @Test
    void theSeedsSpellingsStillWork() {
        assertThat(Cli.run("detect", "--image", raw).out())
                .isEqualTo(Cli.run("detect", raw).out());
        assertThat(Cli.run("info", "--image", raw).out())
                .isEqualTo(Cli.run("info", raw).out());
        assertThat(Cli.run("detect", "--image=" + raw).out()).startsWith(raw + ": raw (");
    }

    @Test
    void detectSaysWhy() {
        assertThat(Cli.run("detect", raw, "--output", "json").out())
                .contains("\"image\": \"" + raw + "\"", "\"format\": \"raw\"", "\"reason\": ", "\"readable\": true");
    }

    @Test
    void infoHasTheKeysOfQemuImg() {
        Cli run = Cli.run("info", raw, "--output", "json");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains(
                        "\"filename\": \"" + raw, "\"format\": \"raw\"", "\"virtual-size\": 1048576", "\"dirty-flag\"");
        assertThat(Cli.run("info", raw, "--backing-chain", "--output", "json").out())
                .startsWith("[\n  {");
    }

    @Test
    void afterTwoDashesNothingIsAnOption() {
        Cli run = Cli.run("detect", "--", "--image");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("guestkit: --image: no such file\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"detect", "info", "inspect", "filesystems", "ls", "find"})
    void badFilesAreOneLineAndTheRightCode(String command) throws IOException {
        String missing = directory.resolve("missing").toString();
        assertThat(Cli.run(command, missing).err()).isEqualTo("guestkit: " + missing + ": no such file\n");
        assertThat(Cli.run(command, missing).code()).isEqualTo(1);
        Cli folder = Cli.run(command, directory.toString(), "--output", "json");
        assertThat(folder.code()).isEqualTo(1);
        assertThat(folder.err())
                .startsWith("guestkit: " + directory + ": is a directory")
                .hasLineCount(1);
        assertThat(folder.out()).isEmpty();
    }

    @Test
    void aCorruptHeaderIsExitCode3AndAnUnreadableFormat4() throws IOException {
        ByteBuffer header =
                ByteBuffer.allocate(4096).putInt(0x514649fb).putInt(3).putInt(20, 30);
        Path corrupt = Files.write(directory.resolve("corrupt.qcow2"), header.array());

        Cli run = Cli.run("info", corrupt.toString());

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err())
                .startsWith("guestkit: " + corrupt + ": qcow2 header: cluster_bits")
                .hasLineCount(1);
        assertThat(Cli.run("--debug", "info", corrupt.toString()).err()).contains("\tat io.guestkit.");

        byte[] vdi = ("<<< Oracle VM VirtualBox Disk Image >>>\n" + "\0".repeat(24) + "\u007f\u0010\u00da\u00be")
                .getBytes(StandardCharsets.ISO_8859_1);
        Path unsupported = Files.write(directory.resolve("disk.vdi"), java.util.Arrays.copyOf(vdi, 4096));
        if (!Cli.run("detect", unsupported.toString(), "--output", "json").out().contains("\"readable\": true")) {
            assertThat(Cli.run("info", unsupported.toString()).code()).isEqualTo(4);
        }
    }

    @Test
    void aReaderThatGoesAwayIsNoErrorAndAFullDiskIs() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        assertThat(Main.run(new String[] {"help"}, failing("Broken pipe"), err)).isEqualTo(141);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(Main.run(new String[] {"help"}, failing("No space left on device"), err))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("guestkit: standard output: No space left on device\n");
    }

    private static OutputStream failing(String message) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(message);
            }
        };
    }

    @Test
    void controlCharactersOfNamesDoNotReachTheTerminal() {
        assertThat(Cli.run("detect", "a\u001b[31m\nb").err()).isEqualTo("guestkit: a\\x1b[31m\\x0ab: no such file\n");
    }
}
