package io.guestkit.cli;

import io.guestkit.Disks;
import io.guestkit.KeyRing;
import io.guestkit.OpenOptions;
import io.guestkit.convert.Comparison;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.DiskImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code compare}: whether a guest sees the same on two images. */
final class CompareCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "compare",
                "IMAGE OTHER",
                2,
                2,
                "Whether a guest sees the same on two images",
                List.of(
                        Flag.STRICT,
                        Flag.FORMAT,
                        Flag.SOURCE_FORMAT,
                        Flag.SECOND_FORMAT,
                        Flag.DISK,
                        Flag.SECOND_DISK,
                        Flag.ALLOW_PATH,
                        Flag.KEY_FILE,
                        Flag.OUTPUT),
                List.of(
                        "vm.vmdk vm.qcow2",
                        "",
                        "a.raw b.raw --strict",
                        "and whether they are of the same size",
                        "vm.ova disk.qcow2 --disk 1",
                        "with a disk of an appliance"),
                List.of(
                        "The formats may differ. Where one disk is longer, the rest of it has to be zeros.",
                        "--format and --disk are about IMAGE, --second-format and --second-disk about OTHER.",
                        "Exit code 0: the same; 6: a difference, whose first byte is named."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        Path path = Invocation.hostPath(call.operands().get(0));
        Path otherPath = Invocation.hostPath(call.operands().get(1));
        call.examine(path.toString());
        try (KeyRing keys = call.keys();
                DiskImage image = Disks.openImage(path, call.openOptions().withKeys(keys));
                Interruption interruption = new Interruption()) {
            call.examine(otherPath.toString());
            try (DiskImage other = Disks.openImage(otherPath, otherOptions(call).withKeys(keys))) {
                call.examine(path + " and " + otherPath);
                return report(compare(image, other, interruption, call), call);
            }
        }
    }

    private static Comparison compare(DiskImage image, DiskImage other, Interruption interruption, Invocation call)
            throws IOException {
        try (ProgressDisplay display = ProgressDisplay.of(call.streams(), call.has(Flag.QUIET))) {
            return Comparison.of(image, other, display, interruption.cancellation());
        }
    }

    private static OpenOptions otherOptions(Invocation call) {
        OpenOptions options =
                OpenOptions.DEFAULT.withAllowedPaths(call.openOptions().allowedPaths());
        DiskFormat format = call.format(Flag.SECOND_FORMAT);
        if (format != null) {
            options = options.withFormat(format);
        }
        String disk = call.value(Flag.SECOND_DISK);
        return disk == null ? options : options.withMember(disk);
    }

    private static int report(Comparison comparison, Invocation call) throws IOException {
        boolean sizesDiffer = comparison.size() != comparison.otherSize();
        boolean same = comparison.isSameContent() && !(sizesDiffer && call.has(Flag.STRICT));
        if (call.output() == OutputFormat.TEXT) {
            if (sizesDiffer) {
                call.streams()
                        .note("the sizes differ: %d and %d bytes".formatted(comparison.size(), comparison.otherSize()));
            }
            call.streams()
                    .println(
                            comparison.isSameContent()
                                    ? same ? "The images are identical." : "The images have different sizes."
                                    : "The images differ at byte %d of the disk."
                                            .formatted(
                                                    comparison.firstDifference().getAsLong()));
        } else {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("identical", same);
            if (!comparison.isSameContent()) {
                facts.put("first_difference", comparison.firstDifference().getAsLong());
            }
            facts.put("virtual_size", comparison.size());
            facts.put("other_virtual_size", comparison.otherSize());
            Document.print(facts, call);
        }
        return same ? ExitCode.OK : ExitCode.FINDINGS;
    }
}
