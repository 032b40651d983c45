package io.guestkit.migrate.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.linux.LinuxFixes;
import io.guestkit.migrate.windows.WindowsFixes;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever is asked for is done by some rule, or refused. */
class WishesTest {

    private static final FixOptions ALL = FixOptions.DEFAULT
            .withInitramfs(FixOptions.Initramfs.APPEND)
            .withTools(FixOptions.Tools.DISABLE)
            .withSerialConsole(true)
            .withRegenerateGrub(true)
            .withMacs(Map.of("eth0", "00:50:56:00:00:01"))
            .withVirtioWin(Path.of("drivers"))
            .withGuestAgent(Path.of("agent"));

    private static Set<FixOptions.Wish> granted(List<FixRule> rules) {
        Set<FixOptions.Wish> granted = EnumSet.noneOf(FixOptions.Wish.class);
        for (FixRule rule : rules) {
            granted.addAll(rule.grants());
        }
        return granted;
    }

    @Test
    void everyOptionIsAWish() {
        assertThat(ALL.wishes()).containsExactlyInAnyOrder(FixOptions.Wish.values());
        assertThat(FixOptions.DEFAULT.wishes()).isEmpty();
        assertThat(FixOptions.DEFAULT.withTools(FixOptions.Tools.KEEP).wishes()).isEmpty();
    }

    @Test
    void whichGuestsHaveWhat() {
        assertThat(granted(LinuxFixes.RULES)).isEqualTo(EnumSet.complementOf(EnumSet.of(FixOptions.Wish.VIRTIO_WIN)));
        assertThat(granted(WindowsFixes.RULES))
                .containsExactlyInAnyOrder(
                        FixOptions.Wish.TOOLS,
                        FixOptions.Wish.MACS,
                        FixOptions.Wish.VIRTIO_WIN,
                        FixOptions.Wish.GUEST_AGENT);
    }

    @Test
    void whatNobodyGrantsIsRefused() {
        FixOptions serial = FixOptions.DEFAULT.withSerialConsole(true);
        assertThatCode(() -> FixPlanner.requireGranted(LinuxFixes.RULES, serial, "linux"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> FixPlanner.requireGranted(WindowsFixes.RULES, serial, "windows"))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("--serial-console: there is nothing of the kind in a guest of type windows");
    }

    @Test
    void aRuleThatIsNotAskedGrantsNothing() {
        FixOptions serial = FixOptions.DEFAULT.withSerialConsole(true);
        for (FixOptions each : List.of(
                serial.withRules(List.of("fstab"), List.of()),
                serial.withRules(List.of(), List.of("serial-console")))) {
            assertThatThrownBy(() -> FixPlanner.requireGranted(LinuxFixes.RULES, each, "linux"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("--serial-console needs the rule serial-console, which is not to be asked");
        }
    }
}
