package io.guestkit.migrate.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootTextTest {

    private static ConsoleText console(String text) {
        ConsoleText console = new ConsoleText();
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            console.append(new byte[] {b}, 1); // however the pieces fall
        }
        return console;
    }

    @Test
    void sequencesAreNoText() {
        assertThat(console(
                                "\u001b[2J\u001b[01;01H\u001b[=3hBoot\u001b[0m \u001b[1;31mred\u001b[m\r\n\u001b]0;title\u0007x\r\nend")
                        .lines())
                .containsExactly("Boot red", "x", "end");
    }

    @Test
    void aFloodKeepsItsEnd() {
        ConsoleText console = console("line\n".repeat(1000) + "y".repeat(5000));
        assertThat(console.lines()).hasSize(201);
        assertThat(console.lines().getLast()).hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "debian login:",
                "debian login: [   12.345678] random: crng init done",
                "[  OK  ] Reached target \u001b[0;1;39mMulti-User System\u001b[0m.",
                "[  OK  ] Reached target multi-user.target - Multi-User System.",
                "[  OK  ] Reached target Graphical Interface."
            })
    void aGuestThatIsUpSaysSo(String line) {
        assertThat(BootText.success(console("before\n" + line).lines())).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Last login: Tue Nov 24 on tty1",
                "[  OK  ] Reached target Basic System.",
                "login:",
                "[    1.0] initcall login: took 5 ms"
            })
    void otherWordsDoNotCount(String line) {
        assertThat(BootText.success(console(line).lines())).isNull();
    }

    @Test
    void theEndIsSeenWithItsReason() {
        assertThat(BootText.end(List.of(
                        "Gave up waiting for root file system device.  Common problems:",
                        "ALERT!  /dev/sda1 does not exist.  Dropping to a shell!",
                        "(initramfs)")))
                .isEqualTo(
                        "the initramfs did not find the root: ALERT!  /dev/sda1 does not exist.  Dropping to a shell!");
        assertThat(BootText.end(List.of("GNU GRUB version 2.06", "grub>")))
                .isEqualTo("the boot loader waits for commands");
        assertThat(BootText.end(List.of("grub> ls", "(hd0)"))).isNull();
        assertThat(BootText.end(List.of("No bootable device."))).startsWith("the firmware found nothing to start");
        assertThat(BootText.end(List.of())).isNull();
    }

    @Test
    void whatTheKeysCauseIsNotTheGuest() {
        assertThat(BootText.withoutKeys(List.of(
                        "a login: [   94.184092] sysrq: Emergency Sync",
                        "[    9.6] sysrq: Emergency Sync",
                        "] sysrq: x")))
                .containsExactly("a login:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Please unlock disk sda2_crypt: ",
                "Please unlock disk sda2_crypt: \n[    3.456789] random: crng init done",
                "Please enter passphrase for disk QEMU_HARDDISK (luks-1): (press TAB for no echo) ",
                "Enter passphrase for hd0,msdos1 (0123): "
            })
    void aGuestThatAsksForAPassphraseWaits(String text) {
        assertThat(BootText.end(console("before\n" + text).lines()))
                .startsWith("the guest waits for a passphrase")
                .contains(text.substring(0, 14));
    }

    @Test
    void aGuestThatGoesOnWaitsForNothing() {
        assertThat(BootText.end(console("Please unlock disk sda2_crypt: \ncryptsetup: sda2_crypt: set up successfully")
                        .lines()))
                .isNull();
        assertThat(BootText.end(console("Please enter passphrase for disk srv: \n[  OK  ] Reached target Basic System.")
                        .lines()))
                .isNull();
    }
}
