package io.guestkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with changes is said before any image is opened. */
class CustomizeCommandTest {

    @TempDir
    Path folder;

    private Cli customize(String... changes) {
        String[] all = new String[changes.length + 2];
        all[0] = "customize";
        all[1] = folder.resolve("vm.qcow2").toString();
        System.arraycopy(changes, 0, all, 2, changes.length);
        return Cli.run(all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--install|vim|customize has no option --install: the appliance has no network: use --firstboot-install",
                "--update||customize has no option --update: the appliance has no network",
                "--selinux-relabel||customize has no option --selinux-relabel: it is not needed",
                "--scrub|/etc/x|customize has no option --scrub: overwriting is meaningless in an overlay",
                "--instal|vim|customize has no option --instal",
                "--root-password|password:x|--root-password: a password: expected file:FILE, random, locked or disabled.",
                "--password|ann:password:x|and give file:FILE",
                "--root-password|random|a random password needs OVERLAY",
                "--ssh-inject|ann:string:x|what is given for ann is no public key of SSH",
                "--ssh-inject|ann:x|expected file:FILE or string:KEY behind the user",
                "--move|/a|expected PATH:PATH",
                "--move|/a:b|b is no absolute path of the guest",
                "--chown|0:/a|expected USER:GROUP:PATH",
                "--uninstall|a,,b|is no name of a package",
                "--firstboot-install|a b|a b is no name of a package",
                "--edit|/a:s/a/b/x|x is none of g and i",
                "--edit|/a:s/a/b|expected s/PATTERN/REPLACEMENT/",
            })
    void whatIsWrong(String flag, String argument, String expected) {
        Cli run = argument == null ? customize(flag) : customize(flag, argument);

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(expected).doesNotContain("password:x");
    }

    private Cli file(String text) throws IOException {
        return customize(
                "--commands-from-file",
                Files.writeString(folder.resolve("f"), text).toString());
    }

    @Test
    void changesOutOfAFile() throws IOException {
        Cli run = file("""
                # a comment
                hostname web1

                  edit /etc/x:\\
                      s/^a=.*/a=1/
                new-machine-id
                ssh-inject root:string:ssh-ed25519 AAAA me@home
                """);

        assertThat(run.code()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).contains("vm.qcow2: no such file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delete|f:1: delete needs PATH",
                "'# x\n\nedit /a:\\\n s/a/b\n'|f:3: s/a/b: expected s/PATTERN/REPLACEMENT/",
                "new-machine-id now|f:1: new-machine-id takes no argument",
                "'hostname a\nhostname b'|f:2: --hostname is given twice",
                "commands-from-file f|f:1: no change is called commands-from-file",
                "'\n--delete /a'|f:2: no change is called --delete (did you mean delete?)",
                "install vim|f:1: no change is called install: the appliance has no network",
                "''|nothing to change",
            })
    void whatIsWrongInAFile(String text, String expected) throws IOException {
        Cli run = file(text);

        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(expected);
    }

    @Test
    void aFileThatIsNoText() throws IOException {
        Path file = Files.write(folder.resolve("f"), new byte[] {(byte) 0xff});

        assertThat(customize("--commands-from-file", file.toString()).err()).contains("f is no text in UTF-8");
    }

    @Test
    void passwordsThatAreMadeUpAreLongAndNeverTheSame() {
        assertThat(RandomPassword.make()).matches("[A-Za-z2-9]{16}").isNotEqualTo(RandomPassword.make());
    }
}
