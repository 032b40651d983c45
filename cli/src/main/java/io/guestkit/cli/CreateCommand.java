package io.guestkit.cli;

import io.guestkit.OpenOptions;
import io.guestkit.convert.ImageCreation;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.FormatOptions;
import io.guestkit.image.Sizes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** {@code create}: an empty image, or one that lies upon another. */
final class CreateCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "create",
                "OUTPUT [SIZE]",
                1,
                2,
                "An empty image, or one that lies upon another",
                List.of(
                        Flag.TARGET_FORMAT,
                        Flag.OPTION,
                        Flag.BACKING,
                        Flag.BACKING_FORMAT,
                        Flag.REPLACE,
                        Flag.ALLOW_PATH,
                        Flag.OUTPUT),
                List.of(
                        "disk.qcow2 20G",
                        "empty, grows as it is written to",
                        "disk.qcow2 -b base.qcow2",
                        "shows what base.qcow2 has, and keeps what is written",
                        "disk.vhd 30G -o subformat=fixed",
                        "with a format's own options"),
                List.of("SIZE is in bytes, or a number with k, M, G or T. With --backing it may be left out."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        Path output = Invocation.hostPath(call.operands().getFirst());
        call.examine(output.toString());
        DiskFormat format = ConvertCommand.format(call, output);
        try {
            ImageCreation.Result made = create(call, output, format);
            print(made, output, format, call);
        } catch (FileSystemException e) {
            throw ConvertCommand.aboutItsFile(e, call);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        return ExitCode.OK;
    }

    private static ImageCreation.Result create(Invocation call, Path output, DiskFormat format) throws IOException {
        OptionalLong size = call.operands().size() < 2
                ? OptionalLong.empty()
                : OptionalLong.of(Sizes.parse(call.operands().get(1)));
        FormatOptions options = FormatOptions.of(call.formatOptions());
        String backing = call.value(Flag.BACKING);
        if (backing == null) {
            if (call.has(Flag.BACKING_FORMAT)) {
                throw new UsageException("--backing-format without --backing");
            }
            if (size.isEmpty()) {
                throw new UsageException("which SIZE?");
            }
            return ImageCreation.empty(output, format, size.getAsLong(), options, call.has(Flag.REPLACE));
        }
        OpenOptions open = call.openOptions();
        DiskFormat backingFormat = call.format(Flag.BACKING_FORMAT);
        return ImageCreation.overlay(
                output,
                format,
                backing,
                backingFormat == null ? open : open.withFormat(backingFormat),
                size,
                options,
                call.has(Flag.REPLACE));
    }

    private static void print(ImageCreation.Result made, Path output, DiskFormat format, Invocation call)
            throws IOException {
        if (call.output() == OutputFormat.TEXT) {
            call.streams().println(Text.printable(output + ": " + format + ", " + Text.size(made.virtualSize())));
            return;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("output_path", output.toString());
        facts.put("output_format", format.id());
        facts.put("virtual_size", made.virtualSize());
        facts.put("files", made.files().stream().map(Path::toString).toList());
        Document.print(facts, call);
    }
}
