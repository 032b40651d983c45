package io.guestkit.inspect.rule;

import io.guestkit.inspect.report.Application;
import java.io.IOException;

/**
 * Bundles of Clear Linux: a file for each, named after it. They have no versions of their own; all are as the build of the
 * system has them.
 */
final class SwupdRule implements Rule {

    static final String BUNDLES = "usr/share/clear/bundles";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        String version = findings.value(Fact.OS_VERSION).orElse("");
        for (String name : files.names(BUNDLES)) {
            if (!name.startsWith(".") && files.isFile(BUNDLES + "/" + name)) {
                findings.add(Application.of("swupd", name, version).build());
            }
        }
    }
}
