package io.guestkit.guestfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.testkit.Oracle;
import io.guestkit.testkit.Proves;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who owns a handle, what its listeners hear, and that calls leave nothing behind. No appliance is needed. */
@Tag("oracle")
class GuestfsHandleTest {

    private Guestfs guestfs;

    @BeforeEach
    void create() throws Exception {
        Oracle.require("guestfish");
        guestfs = Guestfs.create();
    }

    @AfterEach
    void close() throws Exception {
        if (guestfs != null) {
            guestfs.close();
        }
    }

    @Test
    void closingTwiceIsSafeAndUseAfterwardsIsRefused() throws Exception {
        guestfs.close();
        guestfs.close();
        guestfs.userCancel();
        assertThatThrownBy(guestfs::getPath)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> guestfs.listen(_ -> {}, GuestfsEvent.LIBRARY))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void listenersHearWhatTheyAskedFor() throws Exception {
        List<String> heard = new ArrayList<>();
        guestfs.setTrace(true);
        try (EventRegistration events = guestfs.listen(
                event -> heard.add(event.event() + " " + event.text()), GuestfsEvent.TRACE, GuestfsEvent.CLOSE)) {
            guestfs.internalTestRint("7");
        }
        guestfs.setTrace(false);
        assertThat(heard).containsExactly("TRACE internal_test_rint \"7\"", "TRACE internal_test_rint = 7");
    }

    @Test
    void closingIsHeard() throws Exception {
        List<GuestfsEvent> heard = new ArrayList<>();
        EventRegistration events = guestfs.listen(event -> heard.add(event.event()), GuestfsEvent.CLOSE);
        guestfs.close();
        events.close();
        assertThat(heard).containsExactly(GuestfsEvent.CLOSE);
    }

    @Test
    void whatAListenerThrowsReachesTheCallerAndNotC() throws Exception {
        try (EventRegistration events = guestfs.listen(
                _ -> {
                    throw new IllegalArgumentException("mine");
                },
                GuestfsEvent.ENTER)) {
            assertThatThrownBy(() -> guestfs.internalTestRstring("x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("mine");
            assertThatThrownBy(guestfs::internalTestRinterr)
                    .isInstanceOf(GuestfsException.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        }
        assertThat(guestfs.internalTestRstring("x")).isEqualTo("x");
    }

    @Test
    void listenersMayCallTheHandleButNotCloseIt() throws Exception {
        AtomicReference<String> answer = new AtomicReference<>();
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        EventRegistration[] events = new EventRegistration[1];
        events[0] = guestfs.listen(
                _ -> {
                    events[0].close(); // or the call below would come here again
                    try {
                        answer.set(guestfs.internalTestRstring("inside"));
                        guestfs.close();
                    } catch (Exception e) {
                        refusal.set(e);
                    }
                },
                GuestfsEvent.ENTER);
        assertThat(guestfs.internalTestRstring("outside")).isEqualTo("outside");
        assertThat(answer).hasValue("inside");
        assertThat(refusal.get()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void keysAreNeverTraced() throws Exception {
        List<String> heard = new ArrayList<>();
        guestfs.setTrace(true);
        try (EventRegistration events =
                guestfs.listen(event -> heard.add(event.text()), GuestfsEvent.TRACE, GuestfsEvent.LIBRARY)) {
            assertThatThrownBy(() -> guestfs.cryptsetupOpen(
                            "/dev/sda1", "very secret".getBytes(StandardCharsets.UTF_8), "opened"))
                    .isInstanceOf(GuestfsException.class)
                    .message()
                    .doesNotContain("very secret");
        }
        guestfs.setTrace(false);
        assertThat(heard).isNotEmpty().noneMatch(line -> line.contains("very secret"));
    }

    @Test
    void keysAreWipedWhenTheCallIsOver() throws Exception {
        byte[] key = "k3y-that-is-looked-for".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> guestfs.cryptsetupOpen("/dev/sda1", key, "opened"))
                .isInstanceOf(GuestfsException.class);
        assertThat(guestfs.scratchHolds(key)).isFalse();
        guestfs.internalTestRstring(new String(key, StandardCharsets.UTF_8));
        assertThat(guestfs.scratchHolds(key))
                .as("what is no key stays, so the search works")
                .isTrue();
    }

    @Test
    @Proves(
            area = "libguestfs",
            feature = "no leaks in 125,000 calls",
            referee = "the kernel's VmRSS",
            verdict = "held")
    void callsLeaveNothingBehind() throws Exception {
        long least = Long.MAX_VALUE; // the heap of the JVM grows as well, but not in each of them
        for (int batch = 0; batch < 5; batch++) {
            long before = residentKilobytes();
            calls(5_000);
            least = Math.min(least, residentKilobytes() - before);
        }
        // each round returns some 2 KiB: had one result in ten been kept, each batch would take 1 MB and more
        assertThat(least).isLessThan(800);
    }

    /** Five calls a round, with each kind of result that has to be freed. */
    private void calls(int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            guestfs.internalTestRstring("a text of a few dozen characters, or a little more than that");
            guestfs.internalTestRstringlist("20");
            guestfs.internalTestRhashtable("10");
            guestfs.internalTestRstructlist("5");
            try {
                guestfs.internalTestRbufferouterr();
            } catch (GuestfsException e) {
                assertThat(e.errno()).isZero();
            }
        }
    }

    private static long residentKilobytes() throws Exception {
        System.gc();
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new AssertionError("no VmRSS");
    }
}
