package io.guestkit.image.vmdk;

import io.guestkit.image.CheckReport;
import io.guestkit.image.Run;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.Extent;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The bytes of a file as they are.
 *
 * @param name of the file, as the descriptor has it
 * @param type FLAT or VMFS
 * @param file owned by the extent
 * @param offset where the extent starts in the file, in bytes
 */
record FlatExtent(long start, long end, String name, String type, BlockSource file, long offset) implements DiskExtent {

    @Override
    public Run run(long position, long length, Consumer<String> warn) throws IOException {
        long inside = position - start;
        if (offset >= file.size() || inside >= file.size() - offset) {
            throw new CorruptDataException(
                    "VMDK extent %s: guest position %d is %d bytes behind byte %d of the file, which has %d bytes; was the file truncated?"
                            .formatted(name, position, inside, offset, file.size()));
        }
        long host = offset + inside;
        Extent extent = file.extent(host, Math.min(length, file.size() - host));
        // a hole in the file is not a hole in the image: it hides the parent
        return extent.kind() == Extent.Kind.DATA
                ? new Run.Data(position, extent.length(), file, host)
                : new Run.Zero(position, extent.length(), OptionalLong.of(host));
    }

    @Override
    public void check(CheckReport.Builder report) {
        if (offset > file.size() || end - start > file.size() - offset) {
            report.corruption("extent %s: needs %d bytes from byte %d of the file on, which has %d bytes"
                    .formatted(name, end - start, offset, file.size()));
        }
    }

    @Override
    public Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("virtual-size", end - start);
        details.put("filename", name);
        details.put("format", type);
        return details;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
