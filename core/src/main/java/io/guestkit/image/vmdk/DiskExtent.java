package io.guestkit.image.vmdk;

import io.guestkit.image.CheckReport;
import io.guestkit.image.Run;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;

/** A part of the guest's disk, and what maps it. All positions are on the guest's disk, in bytes. */
sealed interface DiskExtent extends Closeable permits FlatExtent, SparseExtent, ZeroExtent, RefusedExtent {

    /** Position of the first byte. */
    long start();

    /** Position of the first byte after the extent. */
    long end();

    /**
     * As {@link io.guestkit.image.DiskImage#run}, for a range in this extent.
     *
     * @param warn told of doubts
     */
    Run run(long position, long length, Consumer<String> warn) throws IOException;

    /**
     * As {@link io.guestkit.image.DiskImage#check}, for this extent.
     *
     * @throws IOException if there is nothing that could be checked
     */
    void check(CheckReport.Builder report) throws IOException;

    /** What is told of the extent, under the names that {@code qemu-img info} gives it. */
    Map<String, Object> details();
}
