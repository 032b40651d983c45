package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.XbpsPlist;
import io.guestkit.inspect.report.Application;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Packages that xbps has installed. */
final class XbpsRule implements Rule {

    private static final String FOLDER = "var/db/xbps";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String newest = null;
        for (String name : files.names(FOLDER)) {
            if (name.startsWith("pkgdb-") && name.endsWith(".plist")) {
                newest = name; // of the format's versions, 0.21 and 0.38 so far
            }
        }
        if (newest == null) {
            return;
        }
        try (InputStream in = files.open(FOLDER + "/" + newest)) {
            if (in != null) {
                List<Application> found = new ArrayList<>();
                try {
                    XbpsPlist.read(in, found);
                } finally {
                    found.forEach(findings::add);
                }
            }
        }
    }
}
