package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.parse.SshPublicKey;
import io.guestkit.inspect.report.SshKey;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;

/** The keys by which others know this machine: the public halves only. */
final class HostKeysRule implements Rule {

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String directory : new String[] {"etc/ssh", "etc/dropbear"}) {
            for (String name : files.names(directory)) {
                if (name.endsWith(".pub")) {
                    String path = directory + "/" + name;
                    String text = files.text(path);
                    for (NumberedLines.Line line : NumberedLines.of(text == null ? "" : text)) {
                        SshKey key = SshPublicKey.parse(line.text(), "/" + path);
                        if (key != null) {
                            findings.configuration().addHostKey(key);
                        }
                    }
                }
            }
        }
    }
}
