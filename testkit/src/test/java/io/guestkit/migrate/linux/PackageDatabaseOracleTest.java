package io.guestkit.migrate.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which packages need which, in a database that rpm filled: rpm itself says what it would refuse to uninstall. */
@Tag("oracle")
@Proves(
        area = "fix",
        feature = "packages of rpm that others need",
        verdict = "the same as rpm refuses to uninstall",
        referee = "rpm")
class PackageDatabaseOracleTest {

    private static final Pattern NEEDED = Pattern.compile("is needed by \\(installed\\) (\\S+)-1-1\\.noarch");

    @TempDir
    private static Path folder;

    private static Path root;

    @BeforeAll
    static void install() throws Exception {
        List<Object> words =
                new ArrayList<>(List.of("-i", "--nosignature", "--ignoreos", "--ignorearch", "--noplugins", "--quiet"));
        for (String[] each : new String[][] {
            {"tools", "Provides: tools-api = 2"},
            {"other-tools", "Provides: tools-api = 2"},
            {"by-name", "Requires: tools"},
            {"by-version", "Requires: tools >= 1"},
            {"by-offer", "Requires: tools-api"},
            {"by-file", "Requires: /opt/tools"},
            {"free", "Recommends: tools"},
            {"above", "Requires: by-name"},
            {"by-either", "Requires: (tools or other-tools)"},
            {"by-both", "Requires: (free and (absent >= 2 or other-tools) and (free or absent or above))"},
            {"by-same", "Requires: (tools-api with other-tools = 1)"},
            {"by-first", "Requires: (free without absent)"},
            {"by-condition", "Requires: (by-name if tools)"},
            {"by-condition-or-else", "Requires: (by-both if by-either else free)"},
            {"by-nested-file", "Requires: ((/opt/tools or absent(x)(64bit)) and (absent or rpmlib-none or free))"},
            {"by-exception", "Requires: (absent or (tools unless absent))"},
            {"by-exception-or-else", "Requires: (absent or (absent unless tools else free))"}
        }) {
            words.add(build(each[0], each[1]));
        }
        root = Files.createDirectories(folder.resolve("root"));
        Oracle.require("rpm").run("--root", root, "--dbpath", "/var/lib/rpm", "--initdb");
        rpm(words.toArray());
    }

    private static Oracle.Answer rpm(Object... words) {
        List<Object> all = new ArrayList<>(List.of("--root", root, "--dbpath", "/var/lib/rpm"));
        all.addAll(Arrays.asList(words));
        return Oracle.require("rpm").ask(all.toArray());
    }

    private static Path build(String name, String line) throws Exception {
        Path spec = folder.resolve(name + ".spec");
        Files.writeString(spec, """
                Name: %s
                Version: 1
                Release: 1
                License: MIT
                Summary: x
                BuildArch: noarch
                %s
                %%description
                x
                %%install
                mkdir -p %%{buildroot}/opt/%s
                %%files
                /opt/%s
                """.formatted(name, line, name, name));
        Oracle.require("rpmbuild").run("-bb", "--quiet", "--define", "_topdir " + folder.resolve("build"), spec);
        return folder.resolve("build/RPMS/noarch/" + name + "-1-1.noarch.rpm");
    }

    @Test
    void allAreInstalled() {
        assertThat(rpm("-qa").lines()).hasSize(17);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tools",
                "other-tools",
                "tools other-tools",
                "tools by-name above",
                "by-name",
                "free",
                "above",
                "above by-name",
                "by-either",
                "by-both",
                "by-both by-either"
            })
    void asRpmRefuses(String removed) throws Exception {
        List<String> names = List.of(removed.split(" ", -1));
        List<Object> words = new ArrayList<>(List.of("-e", "--test"));
        words.addAll(names);
        Oracle.Answer answer = rpm(words.toArray());
        TreeSet<String> refused = new TreeSet<>();
        Matcher matcher = NEEDED.matcher(answer.err() + answer.text());
        while (matcher.find()) {
            refused.add(matcher.group(1));
        }
        assertThat(answer.status() == 0).isEqualTo(refused.isEmpty());
        assertThat(PackageDatabase.read(new GuestFiles(root), "rpm").needing(names))
                .containsExactlyElementsOf(refused);
    }
}
