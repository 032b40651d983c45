package io.guestkit.migrate.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Diffs of plans, beside diff(1) and patch(1). */
@Tag("oracle")
class UnifiedDiffOracleTest {

    @TempDir
    Path folder;

    @Test
    @Proves(area = "fix", feature = "diffs of plans", referee = "patch", verdict = "applied")
    void patchDoesWhatTheDiffSays() throws IOException {
        Oracle patch = Oracle.require("patch").in(folder);
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            String before = text(random);
            String after = changed(before, random);
            String diff = UnifiedDiff.of("/text", before, after);
            assertThat(UnifiedDiff.apply(diff, before)).isEqualTo(after);
            Path file = Files.writeString(folder.resolve("text"), before);
            if (!diff.isEmpty()) {
                patch.run("--quiet", file, Files.writeString(folder.resolve("diff"), diff));
            }
            assertThat(file).hasContent(after);
            assertThat(Files.readString(file)).isEqualTo(after);
        }
    }

    @Test
    @Proves(area = "fix", feature = "diffs of plans", referee = "diff", verdict = "read")
    void whatDiffSaysIsUnderstood() throws IOException {
        Oracle diff = Oracle.require("diff").in(folder);
        Random random = new Random(8);
        for (int i = 0; i < 60; i++) {
            String before = text(random);
            String after = changed(before, random);
            Path one = Files.writeString(folder.resolve("one"), before);
            Path other = Files.writeString(folder.resolve("other"), after);
            // it ends with 1 where it finds a difference
            String said = diff.ask("-u", "--label", "a/text", "--label", "b/text", one, other)
                    .text();
            assertThat(UnifiedDiff.apply(said, before)).isEqualTo(after);
        }
    }

    @Test
    void longTextsOfWhichEachLineChangesTakeNoTime() throws IOException {
        Oracle patch = Oracle.require("patch").in(folder);
        String before = "same\n" + "/dev/sda1 /x ext4\n".repeat(50_000) + "end\n";
        String after = before.replace("/dev/sda1", "UUID=1");
        String diff = UnifiedDiff.of("/text", before, after);
        assertThat(UnifiedDiff.apply(diff, before).equals(after)).isTrue();
        Path file = Files.writeString(folder.resolve("text"), before);
        patch.run("--quiet", file, Files.writeString(folder.resolve("diff"), diff));
        assertThat(Files.readString(file).equals(after)).isTrue();
    }

    @Test
    void otherTextsAreRefused() {
        String diff = UnifiedDiff.of("/text", "a\nb\nc\n", "a\nB\nc\n");

        assertThatThrownBy(() -> UnifiedDiff.apply(diff, "a\nx\nc\n")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> UnifiedDiff.apply(diff, "")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> UnifiedDiff.apply("@@ nonsense\n", "a\n")).isInstanceOf(IOException.class);
    }

    /** Lines that are alike, as in configuration; some begin as diffs do. */
    private static String text(Random random) {
        String[] words = {"", "a", "--- a/x", "+++ b/x", "@@ -1 +1 @@", "-", "+", "\tb", "c ", "\\ No newline"};
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(40);
        for (int i = 0; i < count; i++) {
            text.append(words[random.nextInt(words.length)]).append('\n');
        }
        if (random.nextInt(3) == 0) {
            text.append("no newline");
        }
        return text.toString();
    }

    private static String changed(String before, Random random) {
        List<String> lines = new ArrayList<>(before.lines().toList());
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = lines.isEmpty() ? 0 : random.nextInt(lines.size());
            switch (random.nextInt(3)) {
                case 0 -> lines.add(at, "new " + i);
                case 1 -> {
                    if (!lines.isEmpty()) {
                        lines.remove(at);
                    }
                }
                default -> {
                    if (!lines.isEmpty()) {
                        lines.set(at, "other " + i);
                    }
                }
            }
        }
        return String.join("\n", lines) + (lines.isEmpty() || random.nextInt(4) == 0 ? "" : "\n");
    }
}
