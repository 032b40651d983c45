package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.PackageFileName;
import io.guestkit.inspect.report.Application;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Packages that the tools of OpenBSD and NetBSD have installed: a folder for each, named after it. */
final class BsdRule implements Rule {

    /** Of OpenBSD, of NetBSD of old; of pkgsrc now. */
    private static final String[] FOLDERS = {"var/db/pkg", "usr/pkg/pkgdb"};

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        PackageTexts texts = new PackageTexts(files);
        for (String folder : FOLDERS) {
            for (String name : files.names(folder)) {
                int version = PackageFileName.versionOf(name);
                String path = folder + "/" + name;
                if (version > 0 && files.isFile(path + "/+CONTENTS")) {
                    findings.add(Application.of("pkgsrc", name.substring(0, version), name.substring(version + 1))
                            .summary(summary(texts, path))
                            .build());
                }
            }
        }
    }

    private static @Nullable String summary(PackageTexts texts, String path) throws IOException {
        String comment = texts.firstLine(path + "/+COMMENT");
        return comment != null ? comment : texts.firstLine(path + "/+DESC");
    }
}
