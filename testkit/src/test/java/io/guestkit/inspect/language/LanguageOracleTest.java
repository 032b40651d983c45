package io.guestkit.inspect.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.guestkit.inspect.report.Application;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Json;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the languages' own tools say of packages that are installed on this machine. */
@Tag("oracle")
class LanguageOracleTest {

    private static List<Application> below(Path folder, String format) {
        return LanguagePackages.below(folder).applications().stream()
                .filter(found -> found.format().orElseThrow().equals(format))
                .toList();
    }

    @Test
    @Proves(area = "packages", feature = "modules of Go programs", verdict = "reported", referee = "go version -m")
    void go() throws IOException {
        Path fixture = Fixtures.of("go-program");
        List<String> lines = new ArrayList<>();
        for (Application found : below(fixture, "golang")) {
            lines.add(found.installPath().orElseThrow() + " " + found.name() + " " + found.version());
        }
        List<String> answer = new ArrayList<>();
        String program = "";
        for (String line : Files.readAllLines(fixture.resolve("answer.txt"))) {
            String[] fields = line.split("\t", -1);
            if (!line.startsWith("\t") && line.contains(": ")) {
                program = "/" + line.substring(0, line.indexOf(':'));
                answer.add(program + " stdlib " + line.substring(line.indexOf(": go") + 4));
            } else if (fields.length > 3 && (fields[1].equals("mod") || fields[1].equals("dep"))) {
                answer.add(program + " " + fields[2] + " " + fields[3]);
            } else if (fields.length > 3 && fields[1].equals("=>")) {
                String replaced = answer.removeLast();
                answer.add(replaced.substring(0, replaced.lastIndexOf(' ')) + " " + fields[3]); // a folder
            }
        }
        assertThat(answer).hasSize(8);
        assertThat(lines).containsExactlyInAnyOrderElementsOf(answer);
    }

    @Test
    @Proves(area = "packages", feature = "gems", verdict = "reported", referee = "RubyGems")
    void ruby() {
        Map<String, String> answer = new TreeMap<>();
        String program = "Gem::Specification.each { |s| puts [s.loaded_from, s.name, s.version].join(\"\\t\") }";
        for (String line : Oracle.require("ruby").run("-e", program).lines()) {
            String[] fields = line.split("\t", -1);
            answer.put(fields[0], fields[1] + " " + fields[2]);
        }
        Map<String, String> found = new TreeMap<>();
        for (Path folder : List.of(Path.of("/usr/lib/ruby"), Path.of("/usr/share/rubygems-integration"))) {
            for (Application gem : Files.isDirectory(folder) ? below(folder, "gem") : List.<Application>of()) {
                found.put(folder + gem.installPath().orElseThrow(), gem.name() + " " + gem.version());
            }
        }
        answer.keySet().removeIf(path -> !path.startsWith("/usr/lib/ruby/") && !path.startsWith("/usr/share/rubygems"));
        assertThat(answer).isNotEmpty();
        assertThat(found).containsAllEntriesOf(answer);
    }

    @Test
    @Proves(area = "packages", feature = "packages of npm", verdict = "reported", referee = "npm ls")
    void npm() throws IOException {
        Oracle npm = Oracle.require("npm");
        Path modules = Path.of(npm.run("root", "-g").text().strip());
        assumeThat(modules).isDirectory();
        TreeSet<String> answer = new TreeSet<>();
        for (String line : npm.ask("ls", "-g", "--all", "--parseable", "--long").lines()) {
            String[] fields = line.split(":", -1);
            if (fields[0].startsWith(modules + "/") && fields[1].lastIndexOf('@') > 0) {
                answer.add(fields[0].substring(modules.toString().length()) + " " + fields[1]);
            }
        }
        assertThat(answer).isNotEmpty();
        TreeSet<String> found = new TreeSet<>();
        for (Application each : below(modules, "npm")) {
            String path = each.installPath().orElseThrow();
            found.add(path.substring(0, path.lastIndexOf('/')) + " " + each.name() + "@" + each.version());
        }
        assertThat(found).containsAll(answer);
    }

    @Test
    @Proves(area = "packages", feature = "packages of Python", verdict = "reported", referee = "importlib.metadata")
    void python(@org.junit.jupiter.api.io.TempDir Path none) throws IOException {
        Path folder = Path.of("/usr/lib/python3/dist-packages");
        assumeThat(folder).isDirectory();
        String program = "import importlib.metadata as m, json, sys\n"
                + "print(json.dumps([[d.metadata['Name'], d.version] for d in m.distributions(path=[sys.argv[1]])]))";
        TreeSet<String> answer = new TreeSet<>();
        for (Object each : Json.array(Json.parse(
                Oracle.require("python3").in(none).run("-c", program, folder).text()))) {
            answer.add(String.join(
                    " ", Json.array(each).stream().map(Object::toString).toList()));
        }
        assumeThat(answer).isNotEmpty();
        TreeSet<String> found = new TreeSet<>();
        for (Application each : below(folder, "pypi")) {
            if (each.installPath().orElseThrow().indexOf('/', 1) < 0
                    || each.installPath().orElseThrow().split("/", -1).length == 3) { // none that others vendor
                found.add(each.name() + " " + each.version());
            }
        }
        assertThat(found).isEqualTo(answer);
    }

    /** Where Maven's cache has an archive says what it is. */
    @Test
    @Proves(area = "packages", feature = "archives of Maven", verdict = "reported", referee = "Maven's own cache")
    void maven() throws IOException {
        Path cache = Path.of(System.getProperty("user.home"), ".m2/repository/commons-cli/commons-cli");
        assumeThat(cache).isDirectory();
        List<String> answer = new ArrayList<>();
        try (Stream<Path> jars = Files.walk(cache)) {
            for (Path jar :
                    jars.filter(path -> path.toString().endsWith(".jar")).toList()) {
                answer.add("commons-cli:commons-cli " + jar.getParent().getFileName());
            }
        }
        assertThat(below(cache, "maven"))
                .extracting(found -> found.name() + " " + found.version())
                .isSubsetOf(answer) // old ones carry no coordinates
                .contains("commons-cli:commons-cli 1.11.0");
    }
}
