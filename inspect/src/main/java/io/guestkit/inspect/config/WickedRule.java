package io.guestkit.inspect.config;

import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import io.guestkit.volume.NotExamined;
import java.io.IOException;

/** wicked's own XML, which hardly anybody writes: it reads the ifcfg files of SUSE ({@link IfcfgRule}). */
final class WickedRule implements Rule {

    private static final String DIRECTORY = "etc/wicked/ifconfig";

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String name : files.names(DIRECTORY)) {
            if (name.endsWith(".xml")) {
                findings.gap(
                        "/" + DIRECTORY + "/" + name,
                        NotExamined.Code.UNSUPPORTED,
                        "interfaces in wicked's own XML are not read");
            }
        }
    }
}
