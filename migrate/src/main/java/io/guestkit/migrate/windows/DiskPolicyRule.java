package io.guestkit.migrate.windows;

import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.FixRule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A server that finds its disks on another controller takes them for new ones, and leaves all but the first offline. */
final class DiskPolicyRule implements FixRule {

    private static final String KEY = "Services\\partmgr\\Parameters";
    private static final String VALUE = "SanPolicy";
    /** VDS_SAN_POLICY of vds.h: all disks are brought online. */
    private static final int ONLINE_ALL = 1;

    @Override
    public String name() {
        return "disk-policy";
    }

    @Override
    public void plan(Draft draft) throws IOException {
        try (WindowsGuest guest = WindowsGuest.of(draft)) {
            if (guest.version().productType() == WindowsVersion.WORKSTATION
                    || !guest.version().isAtLeast(6, 0)) {
                return; // they bring disks online by themselves
            }
            String key = guest.inControlSet(KEY);
            Optional<Long> is = guest.number(guest.system(), key, VALUE);
            new RegistryChanges(
                            draft,
                            guest.system(),
                            "disks on another controller count as new, and a server may leave those offline",
                            List.of("%s: %s\\%s is %s"
                                    .formatted(
                                            guest.system().path(),
                                            key,
                                            VALUE,
                                            is.map(String::valueOf).orElse("not there"))))
                    .number(key, VALUE, ONLINE_ALL);
        }
    }
}
