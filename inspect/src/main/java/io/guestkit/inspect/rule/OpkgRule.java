package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.DpkgStatus;
import io.guestkit.inspect.report.Application;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Packages that opkg has installed: a list like that of dpkg. */
final class OpkgRule implements Rule {

    /** OpenWrt's place, and that of Yocto. */
    private static final String[] PATHS = {"usr/lib/opkg/status", "var/lib/opkg/status"};

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String path : PATHS) {
            try (InputStream in = files.open(path)) {
                if (in != null) {
                    List<Application> found = new ArrayList<>();
                    try {
                        DpkgStatus.read("ipk", in, found);
                    } finally {
                        found.forEach(findings::add);
                    }
                    return;
                }
            }
        }
    }
}
