package io.guestkit.migrate.windows;

import io.guestkit.inspect.report.Windows;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import io.guestkit.registry.Key;
import io.guestkit.registry.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What whoever makes the machine has to know, and what may get in the way; changes nothing. */
final class MachineRule implements FixRule {

    private static final String LETTER = "\\DosDevices\\";
    /** Of a partition of an MBR disk: the disk's signature and an offset. */
    private static final int MBR_LENGTH = 12;
    /** Of a partition of a GPT disk: DMIO:ID: and its GUID. */
    private static final int GPT_LENGTH = 24;

    @Override
    public String name() {
        return "machine";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        try (WindowsGuest guest = WindowsGuest.of(draft)) {
            letters(draft, guest);
            clock(draft, guest);
            Windows windows = guest.facts();
            if (windows.groupPolicy()) {
                draft.note("policies of a domain are applied to it: they may forbid the work of the first start, or"
                        + " installing drivers");
            }
            for (String product : windows.antivirus()) {
                draft.note("%s may take the work of the first start for an attack".formatted(product));
            }
        }
    }

    private static void letters(Draft draft, WindowsGuest guest) throws IOException {
        Key devices = guest.system().hive().find("MountedDevices").orElse(null);
        List<String> kept = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Value value : devices == null ? List.<Value>of() : devices.values()) {
            if (value.name().regionMatches(true, 0, LETTER, 0, LETTER.length())) {
                boolean byContent = value.size() == MBR_LENGTH || value.size() == GPT_LENGTH;
                (byContent ? kept : others).add(value.name().substring(LETTER.length()));
            }
        }
        if (!kept.isEmpty()) {
            draft.note("the letters %s stay: they go by the disk's signature or the partition's GUID, not by the bus"
                    .formatted(String.join(" ", kept)));
        }
        if (!others.isEmpty()) {
            draft.note("the letters %s go by a device's path, as those of removable media do, and may change"
                    .formatted(String.join(" ", others)));
        }
    }

    private static void clock(Draft draft, WindowsGuest guest) throws IOException {
        String key = guest.inControlSet("Control\\TimeZoneInformation");
        Optional<Long> universal = guest.number(guest.system(), key, "RealTimeIsUniversal");
        if (universal.equals(Optional.of(1L))) {
            draft.note("the machine's clock has to run in UTC: RealTimeIsUniversal is set");
        } else {
            draft.note("the machine's clock has to run in local time%s, as Windows has it by default"
                    .formatted(guest.facts()
                            .timezone()
                            .map(zone -> " (" + zone + ")")
                            .orElse("")));
        }
    }
}
