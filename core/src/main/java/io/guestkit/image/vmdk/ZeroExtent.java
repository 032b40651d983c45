package io.guestkit.image.vmdk;

import io.guestkit.image.CheckReport;
import io.guestkit.image.Run;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Zeros that no file has. */
record ZeroExtent(long start, long end) implements DiskExtent {

    @Override
    public Run run(long position, long length, Consumer<String> warn) {
        return new Run.Zero(position, length, OptionalLong.empty());
    }

    @Override
    public void check(CheckReport.Builder report) {}

    @Override
    public Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("virtual-size", end - start);
        details.put("format", ExtentLine.ZERO);
        return details;
    }

    @Override
    public void close() {}
}
