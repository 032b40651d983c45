package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.PackageFileName;
import io.guestkit.inspect.report.Application;
import java.io.IOException;

/** Packages that portage has installed: {@code var/db/pkg/CATEGORY/NAME-VERSION/}, a file for each fact. */
final class PortageRule implements Rule {

    private static final String FOLDER = "var/db/pkg";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        PackageTexts texts = new PackageTexts(files);
        for (String category : files.names(FOLDER)) {
            if (files.isFile(FOLDER + "/" + category + "/+CONTENTS")) {
                continue; // a package of a BSD
            }
            for (String name : files.names(FOLDER + "/" + category)) {
                Application.Builder application =
                        name.startsWith("-MERGING-") ? null : PackageFileName.portage(category, name);
                if (application != null) {
                    String folder = FOLDER + "/" + category + "/" + name + "/";
                    findings.add(application
                            .summary(texts.firstLine(folder + "DESCRIPTION"))
                            .license(texts.firstLine(folder + "LICENSE"))
                            .url(texts.firstLine(folder + "HOMEPAGE"))
                            .build());
                }
            }
        }
    }
}
