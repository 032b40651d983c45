package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.PacmanDesc;
import io.guestkit.inspect.parse.TextLines;
import io.guestkit.inspect.report.Application;
import java.io.IOException;

/** Packages that pacman has installed: a folder for each. */
final class PacmanRule implements Rule {

    private static final String[] FOLDERS = {"var/lib/pacman/local", "var/lib/pacman-g2/local"};

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        PackageTexts texts = new PackageTexts(files);
        String folder = folder(files);
        for (String name : files.names(folder)) {
            String desc = texts.text(folder + "/" + name + "/desc");
            Application application = desc == null ? null : PacmanDesc.parse(desc);
            if (application != null) {
                findings.add(application);
            } else if (desc != null) {
                findings.doubt("/" + folder + "/" + name + "/desc", "names no package or no version");
            }
        }
    }

    private static String folder(GuestFiles files) throws IOException {
        String configuration = files.text("etc/pacman.conf");
        if (configuration != null) {
            for (String line : TextLines.of(configuration)) {
                int equals = line.indexOf('=');
                if (equals > 0 && line.substring(0, equals).strip().equals("DBPath")) {
                    return line.substring(equals + 1).strip() + "/local";
                }
            }
        }
        return files.isDirectory(FOLDERS[1]) && !files.isDirectory(FOLDERS[0]) ? FOLDERS[1] : FOLDERS[0];
    }
}
