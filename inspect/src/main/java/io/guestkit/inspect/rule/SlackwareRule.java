package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.PackageFileName;
import io.guestkit.inspect.report.Application;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Packages that Slackware's pkgtool has installed: a file for each, named after it. */
final class SlackwareRule implements Rule {

    /** Since 15.0, and before. */
    private static final String[] FOLDERS = {"var/lib/pkgtools/packages", "var/log/packages"};

    /** Enough for all that stands before the list of files, in bytes. */
    private static final int HEAD = 4096;

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String folder : FOLDERS) {
            if (files.isDirectory(folder)) {
                for (String file : files.names(folder)) {
                    Application.Builder application = PackageFileName.slackware(file);
                    byte[] head = application == null ? null : files.head(folder + "/" + file, HEAD);
                    if (application != null && head != null) {
                        findings.add(application
                                .summary(summary(new String(head, StandardCharsets.UTF_8)))
                                .build());
                    }
                }
                return;
            }
        }
    }

    /** Of the first line of the description, {@code name: name (summary)}. */
    private static @Nullable String summary(String text) {
        int description = text.indexOf("PACKAGE DESCRIPTION:\n");
        int line = description < 0 ? -1 : text.indexOf('\n', description) + 1;
        int end = line < 0 ? -1 : text.indexOf('\n', line);
        int open = line < 0 ? -1 : text.indexOf('(', line);
        int close = end < 0 ? -1 : text.lastIndexOf(')', end);
        return open < 0 || close < open ? null : text.substring(open + 1, close);
    }
}
