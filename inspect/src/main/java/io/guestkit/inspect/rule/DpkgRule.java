package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.DpkgStatus;
import io.guestkit.inspect.report.Application;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Packages that dpkg has installed. */
final class DpkgRule implements Rule {

    private static final String STATUS = "var/lib/dpkg/status";

    /** One file a package, in images that were put together without dpkg. */
    private static final String STATUS_D = "var/lib/dpkg/status.d";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        List<Application> found = new ArrayList<>();
        try {
            read(files, STATUS, found);
            for (String name : files.names(STATUS_D)) {
                if (!name.endsWith(".md5sums")) {
                    read(files, STATUS_D + "/" + name, found);
                }
            }
        } finally { // what was read before a failure is true, too
            for (Application application : found) {
                findings.add(application);
            }
        }
    }

    private static void read(GuestFiles files, String path, List<Application> found) throws IOException {
        try (InputStream in = files.open(path)) {
            if (in != null) {
                DpkgStatus.read("deb", in, found);
            }
        }
    }
}
