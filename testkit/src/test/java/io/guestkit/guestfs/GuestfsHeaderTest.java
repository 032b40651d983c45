package io.guestkit.guestfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.guestfs.generator.ApiTable;
import io.guestkit.guestfs.generator.Prototype;
import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The prototypes, structs and masks that the bindings are made for, against those of the installed library's header. */
@Tag("oracle")
class GuestfsHeaderTest {

    private static final Path HEADER = Path.of("/usr/include/guestfs.h");
    private static String header = "";
    private static ApiTable api = new ApiTable(List.of(), List.of(), List.of());

    @BeforeAll
    static void read() throws Exception {
        header = Files.readString(Oracle.requireFile(HEADER)).replace("/* really virDomainPtr */ ", "");
        api = ApiTable.load();
    }

    @Test
    @Proves(area = "libguestfs", feature = "C prototypes", referee = "guestfs.h", verdict = "bound")
    void prototypesAreThoseOfTheHeader() {
        List<String> different = new ArrayList<>();
        int compared = 0;
        for (ApiTable.Function function : api.functions()) {
            if (header.contains("#define GUESTFS_HAVE_" + function.cName().toUpperCase(Locale.ROOT) + " 1")) {
                compared++;
                if (!header.contains("extern GUESTFS_DLL_PUBLIC " + Prototype.of(function))) {
                    different.add(Prototype.of(function));
                }
            }
        }
        assertThat(different).isEmpty();
        assertThat(compared).isGreaterThan(550);
    }

    @Test
    @Proves(area = "libguestfs", feature = "optional arguments", referee = "guestfs.h", verdict = "bound")
    void optionalArgumentsHaveTheirBits() {
        List<String> different = new ArrayList<>();
        int compared = 0;
        for (ApiTable.Function function : api.functions()) {
            int bit = 0;
            for (ApiTable.Parameter option : function.options()) {
                String macro = ("guestfs_" + function.cName() + "_" + option.name()).toUpperCase(Locale.ROOT);
                String define = "# define " + macro + "_BITMASK (UINT64_C(1)<<";
                int at = header.indexOf(define);
                if (at >= 0) {
                    compared++;
                    if (!header.startsWith(bit + ")", at + define.length())) {
                        different.add(macro);
                    }
                }
                bit++;
            }
        }
        assertThat(different).isEmpty();
        assertThat(compared).isGreaterThan(250);
    }

    @Test
    void eventsHaveTheirMasks() {
        for (GuestfsEvent event : GuestfsEvent.values()) {
            assertThat(header.replaceAll("[ \t]+", " "))
                    .contains("#define GUESTFS_EVENT_%s 0x%04x".formatted(event.name(), event.mask()));
        }
    }

    /** What {@code guestkit libguestfs api} says is there, against the symbols that binutils finds in the file. */
    @Test
    @Proves(area = "libguestfs", feature = "functions that are there", referee = "nm", verdict = "reported")
    void whatIsThereIsWhatTheSymbolsSay() throws Exception {
        String loaded = "";
        Libguestfs library = Libguestfs.require();
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            int path = line.indexOf('/');
            if (path >= 0 && line.contains("/libguestfs.so.")) {
                loaded = line.substring(path);
            }
        }
        Set<String> symbols = new HashSet<>();
        for (String line :
                Oracle.require("nm").run("-D", "--defined-only", loaded).lines()) {
            symbols.add(line.substring(line.lastIndexOf(' ') + 1).replaceFirst("@.*", ""));
        }
        assertThat(symbols).contains("guestfs_create_flags");
        for (GuestfsFunction function : GuestfsFunction.values()) {
            assertThat(library.has(function)).as(function.symbol()).isEqualTo(symbols.contains(function.symbol()));
        }
    }

    @Test
    @Proves(
            area = "libguestfs",
            feature = "symbols of the installed library",
            referee = "nm of binutils",
            verdict = "the same")
    void symbolsAreThoseOfNm() throws Exception {
        Oracle.require("guestfish"); // of the package that needs the library
        Libguestfs library = Libguestfs.require();
        Path file = LibrarySymbols.loaded("libguestfs.so.0");
        Set<String> expected = new TreeSet<>();
        for (String line : Oracle.require("nm")
                .run("-D", "--defined-only", file)
                .text()
                .lines()
                .toList()) {
            String name = line.substring(line.lastIndexOf(' ') + 1);
            int version = name.indexOf('@');
            expected.add(version < 0 ? name : name.substring(0, version));
        }
        expected.removeIf(name -> !name.startsWith("guestfs_"));
        Set<String> found = new TreeSet<>(Libguestfs.symbols());
        found.removeIf(name -> !name.startsWith("guestfs_"));
        assertThat(found).hasSizeGreaterThan(900).isEqualTo(expected);
        assertThat(library.unknown()).isEmpty(); // the table is newer than what Debian has
    }
}
