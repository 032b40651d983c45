package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.ApkInstalled;
import io.guestkit.inspect.report.Application;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Packages that apk has installed. */
final class ApkRule implements Rule {

    /** Where it is now, and where it is in a guest that was moved to /usr. */
    private static final String[] PATHS = {"lib/apk/db/installed", "usr/lib/apk/db/installed"};

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String path : PATHS) {
            try (InputStream in = files.open(path)) {
                if (in != null) {
                    List<Application> found = new ArrayList<>();
                    try {
                        ApkInstalled.read(in, found);
                    } finally {
                        found.forEach(findings::add);
                    }
                    return;
                }
            }
        }
    }
}
