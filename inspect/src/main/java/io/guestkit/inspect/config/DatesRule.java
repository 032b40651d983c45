package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.Wtmp;
import io.guestkit.inspect.report.DatedEvent;
import io.guestkit.inspect.rule.Fact;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When the guest was installed, and when it last ran. There is no one place for either: what is told is what a file says
 * that nothing but that event writes, and each with its file.
 */
final class DatesRule implements Rule {

    /** What installers leave behind, and nobody writes to afterwards. */
    private static final String[] INSTALLED = {
        "var/log/installer/status",
        "var/log/installer/installer-journal.txt",
        "var/log/installer/syslog",
        "root/anaconda-ks.cfg",
        "var/log/YaST2/y2start.log",
        "var/log/archinstall/install.log",
    };

    /** What systemd writes at each start or shutdown, and each few minutes. */
    private static final String[] RUNNING = {
        "var/lib/systemd/timesync/clock",
        "var/lib/systemd/random-seed",
        "var/lib/systemd/random-seed.gz",
        "var/lib/urandom/random-seed",
        "var/lib/random-seed"
    };

    private static final int TAIL = 4096 * Wtmp.RECORD;

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String path : INSTALLED) {
            Instant time = files.isFile(path) ? files.modified(path) : null;
            if (time != null) {
                tell("installed", time, "/" + path + " (last changed)", findings);
                break;
            }
        }
        if (files.isFile("var/lib/cloud/instance/boot-finished")) {
            tell(
                    "booted",
                    files.modified("var/lib/cloud/instance/boot-finished"),
                    "/var/lib/cloud/instance/boot-finished (last changed)",
                    findings);
        }
        boolean big = findings.value(Fact.ARCHITECTURE).orElse("").startsWith("s390")
                || findings.is(Fact.ARCHITECTURE, "ppc64")
                || findings.is(Fact.ARCHITECTURE, "ppc");
        long size = files.size("var/log/wtmp");
        byte[] records = size > 0 && size % Wtmp.RECORD == 0 ? files.tail("var/log/wtmp", TAIL) : null;
        if (records != null) {
            tell(
                    "booted",
                    Wtmp.lastBoot(records, big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN),
                    "/var/log/wtmp (last record of a start)",
                    findings);
        }
        Instant latest = null;
        String by = "";
        for (String path : RUNNING) {
            Instant time = files.isFile(path) ? files.modified(path) : null;
            if (time != null && (latest == null || time.isAfter(latest))) {
                latest = time;
                by = "/" + path + " (last changed)";
            }
        }
        tell("running", latest, by, findings);
    }

    private static void tell(String event, @Nullable Instant time, String source, Findings findings) {
        if (time != null) {
            findings.configuration()
                    .add(new DatedEvent(
                            event, time.truncatedTo(ChronoUnit.SECONDS).toString(), source));
        }
    }
}
