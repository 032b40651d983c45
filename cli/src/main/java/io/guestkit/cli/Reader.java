package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.FoundFileSystem;
import io.guestkit.OpenOptions;
import io.guestkit.guestfs.Libguestfs;
import io.guestkit.guestfs.disks.ApplianceDisks;
import io.guestkit.inspect.Inspector;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import io.guestkit.volume.NotExamined;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Opens disks with the engine that the user has chosen. Left to itself that is this library; libguestfs takes its place
 * where an image, or what was asked for, is of a kind that this library does not read.
 */
final class Reader {

    private final Invocation call;

    Reader(Invocation call) {
        this.call = call;
    }

    DiskSet open(List<Path> images, OpenOptions options) throws IOException {
        String engine = call.value(Flag.READER);
        if ("libguestfs".equals(engine)) {
            if (call.has(Flag.STATS)) {
                throw new UsageException("--stats counts what the engine native reads");
            }
            return ApplianceDisks.open(images, options, List.of());
        }
        // what changes a guest, or tells a hypervisor about it, has not asked for another engine
        return "native".equals(engine) || !call.takes(Flag.READER)
                ? Disks.open(images, options)
                : openByAny(images, options);
    }

    private DiskSet openByAny(List<Path> images, OpenOptions options) throws IOException {
        DiskSet disks;
        try {
            disks = Disks.open(images, options);
        } catch (UnsupportedFeatureException e) {
            if (!Libguestfs.isAvailable()) {
                throw e;
            }
            try {
                return openInstead(images, options, String.valueOf(e.getMessage()));
            } catch (IOException other) {
                e.addSuppressed(other);
                throw e;
            }
        }
        NotExamined refused = refused(disks);
        if (refused == null || !Libguestfs.isAvailable()) {
            return disks;
        }
        try {
            DiskSet instead = openInstead(images, options, refused.location() + ": " + refused.reason());
            disks.close();
            return instead;
        } catch (IOException e) {
            call.streams().note("warning: libguestfs cannot read them either: " + e.getMessage());
            return disks;
        }
    }

    private DiskSet openInstead(List<Path> images, OpenOptions options, String reason) throws IOException {
        call.streams().note("libguestfs reads the disks, because: " + reason);
        return ApplianceDisks.open(images, options, List.of(new Warning("libguestfs", "reads, because: " + reason)));
    }

    /** What keeps the command from its answer and may be no trouble for another engine, or null. */
    private @Nullable NotExamined refused(DiskSet disks) {
        String device = call.value(Flag.DEVICE);
        for (NotExamined each : disks.notExamined()) {
            if (each.code() == NotExamined.Code.UNSUPPORTED) {
                if (device != null ? isOn(device, each, disks) : call.wantsGuest() && noGuest(disks)) {
                    return each;
                }
            }
        }
        return null;
    }

    private static boolean noGuest(DiskSet disks) {
        return Inspector.guests(disks).isEmpty();
    }

    private static boolean isOn(String device, NotExamined missed, DiskSet disks) {
        FoundFileSystem found = disks.fileSystem(device).orElse(null);
        if (found != null) {
            return found.fileSystem().isEmpty() && found.location().equals(missed.location());
        }
        // it may be inside of what could not be looked into
        return true;
    }
}
