package io.guestkit.cli;

import io.guestkit.KeyRing;
import io.guestkit.convert.Conversion;
import io.guestkit.convert.ConversionResult;
import io.guestkit.convert.DiskConverter;
import io.guestkit.convert.Engine;
import io.guestkit.image.DiskFormat;
import io.guestkit.image.ImageSpec.Compression;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code convert}: the same disk in another format. */
final class ConvertCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "convert",
                "SOURCE OUTPUT",
                0,
                2,
                "The same disk in another format",
                List.of(
                        Flag.TARGET_FORMAT,
                        Flag.OPTION,
                        Flag.COMPRESS,
                        Flag.COMPRESSION,
                        Flag.FLATTEN,
                        Flag.NO_FLATTEN,
                        Flag.SNAPSHOT,
                        Flag.VERIFY,
                        Flag.REPLACE,
                        Flag.SOURCE_FORMAT,
                        Flag.DISK,
                        Flag.ALLOW_PATH,
                        Flag.KEY_FILE,
                        Flag.ENGINE,
                        Flag.THREADS,
                        Flag.SOURCE,
                        Flag.TARGET),
                List.of(
                        "vm.vmdk vm.qcow2 --verify",
                        "and prove that nothing changed",
                        "vm.qcow2 vm.vmdk -o subformat=streamOptimized",
                        "for an OVF importer",
                        "vm.raw vm.qcow2 --compression zstd",
                        "small, and fast to read",
                        "vm.qcow2 then.raw --snapshot before-update",
                        "as it was at an internal snapshot",
                        "vm.ova data.qcow2 --disk 2",
                        "one disk of an appliance"),
                List.of(
                        "Formats: raw, qcow2, vmdk, vpc (vhd), vhdx, vdi. The source is only read; OUTPUT appears whole,",
                        "or not at all."));
    }

    @Override
    public void prepare() {
        DiskConverter.prepare();
    }

    @Override
    public int run(Invocation call) throws IOException {
        List<String> named = new ArrayList<>();
        for (String value : call.values(Flag.TARGET)) {
            if (!Flag.OUTPUT.choices().contains(value)) {
                named.add(value);
            }
        }
        Path source = one("SOURCE", call.value(Flag.SOURCE), call.operands(), 0);
        int next = call.has(Flag.SOURCE) ? 0 : 1;
        if (named.size() > 1) {
            throw new UsageException("--output names two files: " + named.get(0) + " and " + named.get(1));
        }
        Path output = one("OUTPUT", named.isEmpty() ? null : named.getFirst(), call.operands(), next);
        if (call.operands().size() > next + (named.isEmpty() ? 1 : 0)) {
            throw new UsageException("convert takes one SOURCE and one OUTPUT");
        }
        call.examine(source.toString());
        Conversion.Builder conversion = Conversion.of(source, output, format(call, output))
                .options(call.formatOptions())
                .compression(compression(call))
                .flatten(flattens(call))
                .replace(call.has(Flag.REPLACE))
                .verify(call.has(Flag.VERIFY))
                .engine(engine(call))
                .threads(call.number(Flag.THREADS, 0));
        ConversionResult result;
        try (KeyRing keys = call.keys()) {
            result = run(conversion.open(call.openOptions().withKeys(keys)), call);
            Keys.printUnused(keys, call.streams());
        }
        Warnings.print(result.warnings(), call.streams());
        print(result, call);
        return ExitCode.OK;
    }

    private static ConversionResult run(Conversion.Builder conversion, Invocation call) throws IOException {
        try (ProgressDisplay display = ProgressDisplay.of(call.streams(), call.has(Flag.QUIET));
                Interruption interruption = new Interruption()) {
            return new DiskConverter()
                    .convert(conversion
                            .progress(display)
                            .cancellation(interruption.cancellation())
                            .build());
        } catch (FileSystemException e) {
            throw aboutItsFile(e, call);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static Path one(String what, @Nullable String named, List<String> operands, int index) {
        if (named != null) {
            return Invocation.hostPath(named);
        }
        if (operands.size() <= index) {
            throw new UsageException("which " + what + "?");
        }
        return Invocation.hostPath(operands.get(index));
    }

    /** The formats that neither this program nor qemu-img writes. */
    private static final Set<DiskFormat> NEVER_WRITTEN = Set.of(DiskFormat.OVA, DiskFormat.DMG, DiskFormat.EWF);

    private static final String WRITTEN = "raw, qcow2, vmdk, vpc, vhdx or vdi";

    /** A new image's name is its user's choice, so it may say the format; that of an existing one proves nothing. */
    static DiskFormat format(Invocation call, Path output) {
        DiskFormat format = call.format(Flag.TARGET_FORMAT);
        if (format != null) {
            return writable(format);
        }
        String name = String.valueOf(output.getFileName());
        Optional<DiskFormat> said = DiskFormat.ofExtension(name.substring(name.lastIndexOf('.') + 1));
        return writable(said.orElseThrow(
                () -> new UsageException("the name of " + output + " says no format; say it by --format " + WRITTEN)));
    }

    private static DiskFormat writable(DiskFormat format) {
        if (NEVER_WRITTEN.contains(format)) {
            throw new UsageException(format + " images are not written; --format may be " + WRITTEN);
        }
        return format;
    }

    /** A failure that names a file is about that file, which may be the output, and not about the source. */
    static FileSystemException aboutItsFile(FileSystemException failure, Invocation call) {
        if (failure.getFile() != null) {
            call.examine(failure.getFile());
        }
        return failure instanceof FileAlreadyExistsException
                ? new FileAlreadyExistsException(failure.getFile(), null, "--force replaces it")
                : failure;
    }

    static Compression compression(Invocation call) {
        String method = call.value(Flag.COMPRESSION);
        if (method != null) {
            return Compression.valueOf(method.toUpperCase(Locale.ROOT));
        }
        return call.has(Flag.COMPRESS) ? Compression.ZLIB : Compression.NONE;
    }

    private static boolean flattens(Invocation call) {
        if (call.has(Flag.FLATTEN) && call.has(Flag.NO_FLATTEN)) {
            throw new UsageException("--flatten and --no-flatten exclude each other");
        }
        return !call.has(Flag.NO_FLATTEN);
    }

    private static Engine engine(Invocation call) {
        String engine = call.value(Flag.ENGINE);
        return switch (engine) {
            case null -> Engine.AUTO;
            case "native" -> Engine.NATIVE;
            case "qemu-img" -> Engine.QEMU_IMG;
            default -> Engine.AUTO;
        };
    }

    private static void print(ConversionResult result, Invocation call) throws IOException {
        if (call.output() == OutputFormat.TEXT) {
            call.streams()
                    .println(Text.printable("%s: %s, %s, made of %s in %.1f s%s"
                            .formatted(
                                    result.output(),
                                    result.format(),
                                    Text.size(result.virtualSize()),
                                    result.sourceFormat(),
                                    seconds(result),
                                    result.contentHash().isPresent() ? ", verified" : "")));
            return;
        }
        Document.print(document(result), call);
    }

    private static double seconds(ConversionResult result) {
        return result.duration().toMillis() / 1000.0;
    }

    static Map<String, Object> document(ConversionResult result) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("success", true);
        facts.put("source_path", result.source().toString());
        facts.put("output_path", result.output().toString());
        facts.put("source_format", result.sourceFormat().id());
        facts.put("output_format", result.format().id());
        facts.put("virtual_size", result.virtualSize());
        facts.put("output_size", result.outputSize());
        facts.put("files", result.files().stream().map(Path::toString).toList());
        facts.put("duration_secs", seconds(result));
        facts.put("engine", result.engine() == Engine.NATIVE ? "native" : "qemu-img");
        facts.put("verified", result.contentHash().isPresent());
        result.contentHash().ifPresent(hash -> facts.put("content_hash", hash));
        return facts;
    }
}
