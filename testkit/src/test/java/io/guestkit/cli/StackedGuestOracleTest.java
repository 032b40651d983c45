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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guest whose file systems lie below LVM, LUKS and MD in every order, as the kernel that made them read them. */
@Tag("oracle")
@Tag("long") // its fixture takes a minute and a half: a machine is emulated to make it
class StackedGuestOracleTest {

    private static final String REFEREE = "Linux md, dm-crypt and LVM, by the digest of every file";

    private static Path fixture() throws IOException {
        return Fixtures.of("stacked-guest");
    }

    private static Object[] command(String disks, String... words) throws IOException {
        List<Object> command = new ArrayList<>(List.of(words[0]));
        command.add(fixture().resolve(disks.charAt(0) + ".raw"));
        command.addAll(List.of(words).subList(1, words.length));
        for (char disk : disks.substring(1).toCharArray()) {
            command.add("--add");
            command.add(fixture().resolve(disk + ".raw"));
        }
        command.add("--key-file");
        command.add("all=" + fixture().resolve("secret.key"));
        return command.toArray();
    }

    private static Object[] withOther(Object[] command) throws IOException {
        List<Object> more = new ArrayList<>(List.of(command));
        more.add("--key-file");
        more.add("all=" + fixture().resolve("other.key"));
        return more.toArray();
    }

    private static Map<String, String> expected() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (String line : Files.readAllLines(fixture().resolve("files.tsv"))) {
            int tab = line.indexOf('\t');
            expected.put(line.substring(0, tab), line.substring(tab + 1));
        }
        return expected;
    }

    private static Map<String, String> found(Guestkit run) throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (Map<String, Object> line : run.lines()) {
            if ("file".equals(line.get("type"))) {
                found.put((String) line.get("path"), (String) line.get("sha256"));
            }
        }
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"abcdefgh", "hgfedcba", "acdefh", "bcdefg"})
    @Proves(
            area = "luks",
            feature = "LVM in LUKS on MD, LUKS on LVM, LVM over two LUKS, MD over two LUKS",
            referee = REFEREE)
    @Proves(
            area = "lvm2",
            feature = "groups whose physical volumes are LUKS, on MD or on disks of their own",
            referee = REFEREE)
    @Proves(area = "md", feature = "arrays below LUKS, and of LUKS volumes, whole and degraded", referee = REFEREE)
    void everyFileThroughTheMountTable(String disks) throws IOException {
        Map<String, String> expected = expected();
        assertThat(expected).hasSizeGreaterThan(200);
        Guestkit find = Guestkit.succeed(withOther(command(disks, "find", "/", "--hash", "--output", "json")));
        assertThat(found(find)).isEqualTo(expected);
        assertThat(find.err()).doesNotContain("locked");
    }

    @Test
    void whatAPassphraseIsMissingForIsNamed() throws IOException {
        Map<String, Object> report =
                Guestkit.run(command("abcdefgh", "inspect", "--output", "json")).json();
        List<String> gaps = new ArrayList<>();
        for (Object gap : (List<?>) report.get("not_examined")) {
            Map<String, Object> facts = Json.object(gap);
            gaps.add(facts.get("code") + " " + facts.get("location") + ": " + facts.get("reason"));
        }
        assertThat(gaps).anySatisfy(gap -> assertThat(gap).startsWith("key_wrong f.raw"));
        assertThat(gaps).anySatisfy(gap -> assertThat(gap).contains("pair").contains("missing"));
        Guestkit find = Guestkit.run(command("abcdefgh", "find", "/"));
        assertThat(find.status()).isNotZero();
        assertThat(find.err()).contains("f.raw").contains("no key that was given opens it");
    }

    @Test
    void withoutADiskOfAStripeTheRestIsRead() throws IOException {
        Guestkit find = Guestkit.run(withOther(command("abcefgh", "find", "/", "--hash", "--output", "json")));
        Map<String, String> readable = expected();
        readable.keySet().removeIf(path -> path.startsWith("/srv/"));
        assertThat(found(find)).isEqualTo(readable);
        assertThat(find.err()).contains("/srv");
    }
}
