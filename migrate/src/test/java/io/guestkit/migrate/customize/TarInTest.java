package io.guestkit.migrate.customize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.migrate.fix.FixOptions;
import io.guestkit.migrate.fix.Operation;
import io.guestkit.migrate.fix.TreeGuest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarInTest {

    @TempDir
    Path folder;

    private TreeGuest guest;
    private final ByteArrayOutputStream tar = new ByteArrayOutputStream();

    @BeforeEach
    void guest() throws IOException {
        guest = new TreeGuest(folder.resolve("root"), true)
                .file("srv/usr/lib/a", "old")
                .link("srv/lib", "usr/lib")
                .file("etc/passwd", "secret")
                .link("srv/link", "../etc/passwd");
    }

    private TarInTest add(char type, String name, int mode, String target, String content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "%07o".formatted(mode));
        put(header, 108, "0000041");
        put(header, 116, "0000010");
        put(header, 124, "%011o".formatted(content.length()));
        header[156] = (byte) type;
        put(header, 157, target);
        put(header, 257, "ustar");
        int sum = 8 * ' ';
        for (byte each : header) {
            sum += each & 0xff;
        }
        put(header, 148, "%06o".formatted(sum));
        tar.writeBytes(header);
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        tar.writeBytes(Arrays.copyOf(bytes, (bytes.length + 511) / 512 * 512));
        return this;
    }

    private TarInTest file(String name) {
        return add('0', name, 0644, "", "new");
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private String plan() throws IOException {
        Path file = Files.write(folder.resolve("t.tar"), tar.toByteArray());
        return TreeGuest.words(guest.plan(FixOptions.DEFAULT, FileChanges.tarIn(file, "/srv/")))
                .replace("OptionalInt", "")
                .replace("SetPermissions", "");
    }

    @Test
    void filesDirectoriesAndLinks() throws IOException {
        add('5', "./", 0700, "", "")
                .add('5', "./lib/", 0700, "", "")
                .file("./lib/a")
                .file("lib/b");
        add('5', "d/", 0750, "", "").add('1', "d/hard", 04755, "lib/b", "").add('2', "d/soft", 0777, "../lib", "");

        String owner = "uid=[33], gid=[8]]";
        assertThat(plan()).isEqualTo("""
                copy in /srv/usr/lib/a
                [path=/srv/usr/lib/a, mode=[420], %1$s
                copy in /srv/usr/lib/b
                [path=/srv/usr/lib/b, mode=[420], %1$s
                directory /srv/d
                [path=/srv/d, mode=[488], %1$s
                copy in /srv/d/hard
                [path=/srv/d/hard, mode=[2541], %1$s
                link /srv/d/soft -> ../lib
                """.formatted(owner));
    }

    @Test
    void sourcesAreNamedInsideTheTar() throws IOException {
        file("./x");
        Path file = Files.write(folder.resolve("t.tar"), tar.toByteArray());
        var draft = guest.plan(FixOptions.DEFAULT, FileChanges.tarIn(file, "/"));
        var copy = (Operation.CopyIn) draft.steps().getFirst().operation();

        assertThat(copy.source()).isEqualTo(file + "!/x");
        assertThat(copy.path()).isEqualTo("/x");
        assertThat(draft.text("/x")).isEqualTo("new");
    }

    @Test
    void aLinkOfTheGuestIsNoWayToWhereItLeads() throws IOException {
        file("link");
        assertThat(plan()).startsWith("delete /srv/link\ncopy in /srv/link\n");
        tar.reset();
        add('2', "usr/lib/a", 0777, "x", "").add('2', "link", 0777, "y", "");
        assertThat(plan()).isEqualTo("""
                delete /srv/usr/lib/a
                link /srv/usr/lib/a -> x
                link /srv/link -> y
                """);
    }

    private void refused(String words) {
        assertThatThrownBy(this::plan).isInstanceOf(IOException.class).hasMessageContaining(words);
        tar.reset();
    }

    @Test
    void whatIsRefused() {
        for (String name : new String[] {"../x", "a/../x", "/etc/x", "a//x"}) {
            file(name).refused("leads out of where it is to be");
        }
        add('2', "a", 0777, "/etc", "").file("a/passwd").refused("a/passwd lies behind a, a link of the same tar");
        file("a").file("./a").refused("two members named a");
        add('2', "a", 0777, "/etc/x", "").file("a").refused("a is there twice");
        file("a").add('2', "a", 0777, "/etc/x", "").refused("a is there twice");
        add('1', "a", 0644, "/etc/passwd", "").refused("a is a hard link to /etc/passwd, which is no file before it");
        add('3', "null", 0666, "", "").refused("neither a file nor a directory nor a link");
        add('S', "holes", 0644, "", "x").refused("sparse");
        file("usr").refused("usr is a directory in the guest");
        add('2', "usr", 0777, "x", "").refused("usr is a directory in the guest");
        add('5', "link/", 0755, "", "").refused("link is no directory in the guest");
        tar.writeBytes("no tar".repeat(200).getBytes(StandardCharsets.US_ASCII));
        refused("is no tar; a compressed one has to be unpacked first");
        for (int i = 0; i < 2001; i++) {
            file("f" + i);
        }
        refused("has 2001 members, expected at most 2000");
    }
}
