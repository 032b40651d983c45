package io.guestkit.image.vmdk;

import io.guestkit.image.CheckReport;
import io.guestkit.image.Run;
import io.guestkit.io.KeyRequiredException;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An extent that cannot be read, which does not keep the image from telling what it is, nor other extents from being
 * read.
 *
 * @param name of the file, if there is one
 * @param type as the descriptor has it
 * @param reason thrown by every try to read
 */
record RefusedExtent(long start, long end, Optional<String> name, String type, IOException reason)
        implements DiskExtent {

    @Override
    public Run run(long position, long length, Consumer<String> warn) throws IOException {
        throw reason;
    }

    @Override
    public void check(CheckReport.Builder report) throws IOException {
        if (reason instanceof UnsupportedFeatureException || reason instanceof KeyRequiredException) {
            throw reason;
        }
        report.corruption("extent %s: %s".formatted(name.orElse(type), reason.getMessage()));
    }

    @Override
    public Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("virtual-size", end - start);
        name.ifPresent(file -> details.put("filename", file));
        details.put("format", type);
        return details;
    }

    @Override
    public void close() {}
}
