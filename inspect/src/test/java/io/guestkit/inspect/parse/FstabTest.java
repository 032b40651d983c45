package io.guestkit.inspect.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.inspect.parse.Fstab.Entry;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FstabTest {

    private static Entry only(String line) {
        Fstab fstab = Fstab.parse(line);
        assertThat(fstab.badLines()).isEmpty();
        assertThat(fstab.entries()).hasSize(1);
        return fstab.entries().getFirst();
    }

    @Test
    void aLineHasItsFieldsWhateverSeparatesThem() {
        assertThat(only("  UUID=1\t/home   ext4\tdefaults,ro 0 2\r\n"))
                .isEqualTo(new Entry(1, "UUID=1", "/home", "ext4", "defaults,ro"));
        assertThat(only("/dev/sda1 / ext4")).isEqualTo(new Entry(1, "/dev/sda1", "/", "ext4", "defaults"));
        assertThat(only("/dev/sda1 / ext4 # nothing")).isEqualTo(new Entry(1, "/dev/sda1", "/", "ext4", "defaults"));
    }

    @Test
    void escapesAreBytesInOctal() {
        Entry entry = only("LABEL=my\\040disk /mnt/a\\040b\\011c\\134d ext4 x\\054y");
        assertThat(entry.spec()).isEqualTo("LABEL=my disk");
        assertThat(entry.path()).isEqualTo("/mnt/a b\tc\\d");
        assertThat(entry.options()).isEqualTo("x,y");
        assertThat(only("LABEL=\\303\\244 /x auto").spec()).isEqualTo("LABEL=ä");
        assertThat(only("LABEL=a\\9 /x auto").spec()).isEqualTo("LABEL=a\\9");
        assertThat(only("LABEL=a\\04 /x auto").spec()).isEqualTo("LABEL=a\\04");
        assertThat(only("LABEL=a\\777 /x auto").spec()).isEqualTo("LABEL=a\\777");
    }

    @Test
    void quotesAroundTheValueOfATagGo() {
        assertThat(only("UUID=\"1-2\" / ext4").spec()).isEqualTo("UUID=1-2");
        assertThat(only("LABEL='x' / ext4").spec()).isEqualTo("LABEL=x");
        assertThat(only("LABEL=\"x / ext4").spec()).isEqualTo("LABEL=\"x");
        assertThat(only("LABEL=\" / ext4").spec()).isEqualTo("LABEL=\"");
    }

    @Test
    void pathsAreTidied() {
        assertThat(only("x //srv///data// ext4").path()).isEqualTo("/srv/data");
        assertThat(only("x / ext4").path()).isEqualTo("/");
        assertThat(only("x // ext4").path()).isEqualTo("/");
        assertThat(only("/dev/sda2 swap swap").path()).isEqualTo("none");
        assertThat(only("/swapfile none swap sw 0 0").path()).isEqualTo("none");
    }

    @Test
    void linesThatMountWouldNotUnderstandAreKeptAsSuch() {
        Fstab fstab =
                Fstab.parse("# comment\n\nonly-one\nUUID=1 /x\nUUID=1 relative ext4\n   # indented\nUUID=2 /y ext4");
        assertThat(fstab.badLines()).extracting(Fstab.BadLine::line).containsExactly(3, 4, 5);
        assertThat(fstab.entries()).extracting(Entry::line).containsExactly(7);
    }

    @Test
    void optionsAreFoundAsWholeWords() {
        Entry entry = only("x /y ext4 noauto,ro,");
        assertThat(entry.hasOption("ro")).isTrue();
        assertThat(entry.hasOption("noauto")).isTrue();
        assertThat(entry.hasOption("auto")).isFalse();
    }

    @Test
    void garbageIsNoTrouble() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(80); j > 0; j--) {
                text.append("\\0127=/\"' \t\n#,ab\uFFFD".charAt(random.nextInt(17)));
            }
            Fstab.parse(text.toString());
        }
        assertThat(Fstab.parse("\\".repeat(100_000) + " / ext4").entries()).hasSize(1);
    }
}
