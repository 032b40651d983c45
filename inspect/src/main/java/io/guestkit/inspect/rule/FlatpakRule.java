package io.guestkit.inspect.rule;

import io.guestkit.inspect.report.Application;
import java.io.IOException;

/**
 * Applications and runtimes that flatpak has deployed for the whole system: {@code KIND/ID/ARCH/BRANCH/active}. What
 * flatpak tells one from another by is the branch, so that is the version here; an application need not have another.
 */
final class FlatpakRule implements Rule {

    private static final String FOLDER = "var/lib/flatpak/";
    private static final int MAX = 100_000;

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        int count = 0;
        for (String kind : new String[] {"app", "runtime"}) {
            for (String id : files.names(FOLDER + kind)) {
                for (String arch : files.names(FOLDER + kind + "/" + id)) {
                    for (String branch : files.names(FOLDER + kind + "/" + id + "/" + arch)) {
                        String path = FOLDER + kind + "/" + id + "/" + arch + "/" + branch;
                        // beside the folders of architectures there is the link "current", which leads to a branch
                        boolean isLink = files.linkTarget(FOLDER + kind + "/" + id + "/" + arch) != null;
                        if (!isLink && files.isDirectory(path + "/active") && ++count <= MAX) {
                            findings.add(Application.of("flatpak", id, branch)
                                    .arch(arch)
                                    .installPath("/" + path)
                                    .build());
                        }
                    }
                }
            }
        }
    }
}
