package io.guestkit.inspect.rule;

import io.guestkit.inspect.parse.PisiMetadata;
import io.guestkit.inspect.report.Application;
import io.guestkit.io.CorruptDataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Packages that pisi or eopkg has installed: a folder for each. */
final class PisiRule implements Rule {

    private static final long MAX_ALL = 1L << 30;

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        for (String format : new String[] {"pisi", "eopkg"}) {
            read(format, "var/lib/" + format + "/package", files, findings);
        }
    }

    private static void read(String format, String folder, GuestFiles files, Findings findings) throws IOException {
        long left = MAX_ALL;
        for (String name : files.names(folder)) {
            String path = folder + "/" + name + "/metadata.xml";
            byte[] metadata = files.head(path, 16 * GuestFiles.SMALL);
            if (metadata == null) {
                continue;
            }
            left -= metadata.length;
            if (left < 0) {
                throw new CorruptDataException(
                        "/%s: files of packages have more than %d bytes".formatted(folder, MAX_ALL));
            }
            Application application = PisiMetadata.read(format, new ByteArrayInputStream(metadata));
            if (application != null) {
                findings.add(application);
            }
        }
    }
}
