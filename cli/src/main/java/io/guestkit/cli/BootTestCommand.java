package io.guestkit.cli;

import io.guestkit.DiskSet;
import io.guestkit.migrate.machine.BootTest;
import io.guestkit.migrate.machine.BootTestOptions;
import io.guestkit.migrate.machine.BootTestResult;
import io.guestkit.migrate.machine.Machine;
import io.guestkit.migrate.machine.MachineOptions;
import io.guestkit.migrate.machine.Sign;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code boot-test}: whether a guest comes up. */
final class BootTestCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "boot-test",
                "IMAGE…",
                1,
                Usage.MANY,
                "Starts a guest in QEMU to see whether it comes up",
                List.of(
                        Flag.ADD,
                        Flag.FIRMWARE,
                        Flag.BUS,
                        Flag.MEMORY,
                        Flag.TIMEOUT,
                        Flag.NVRAM,
                        Flag.SERIAL_LOG,
                        Flag.SCREENSHOT,
                        Flag.REPLACE,
                        Flag.FORMAT,
                        Flag.SOURCE_FORMAT,
                        Flag.ALLOW_PATH,
                        Flag.OUTPUT),
                List.of(
                        "disk.qcow2",
                        "on the machine that fits it",
                        "disk.qcow2 --bus virtio --timeout 120",
                        "whether it would come up on virtio",
                        "disk.qcow2 --serial-log serial.txt --screenshot screen.png",
                        "and keep what it showed"),
                List.of(
                        "The guest runs on a throw-away overlay, without a network; the image is only read. Exit code 6 if",
                        "it does not come up: no login prompt, no multi-user target, and no sign of either on its disk."));
    }

    @Override
    public int run(Invocation call) throws IOException {
        List<Path> images = call.images(call.operands().size());
        MachineCommand.requireImages(call.machine(images), images);
        Machine machine;
        try (DiskSet disks = call.open(images)) {
            machine = MachineCommand.fitting(disks, MachineOptions.DEFAULT, call);
        }
        BootTestOptions options = BootTestOptions.DEFAULT
                .withLimit(limit(call))
                .withOpen(call.openOptions())
                .withNote(call.streams()::note);
        Path nvram = file(call, Flag.NVRAM);
        if (nvram != null && machine.firmware() != Machine.Firmware.UEFI) {
            throw new UsageException(Flag.NVRAM + " is for UEFI, and this machine has " + machine.firmware());
        }
        Path serialLog = newFile(call, Flag.SERIAL_LOG, images);
        Path screenshot = newFile(call, Flag.SCREENSHOT, images);
        options = nvram == null ? options : options.withNvram(nvram);
        options = serialLog == null ? options : options.withSerialLog(serialLog);
        options = screenshot == null ? options : options.withScreenshot(screenshot);
        BootTestResult result;
        try (Interruption interruption = new Interruption()) {
            result = BootTest.run(machine, options.withCancellation(interruption.cancellation()));
        }
        if (call.output() == OutputFormat.TEXT) {
            print(result, call.streams());
        } else {
            Document.print(result.document(), call);
        }
        return result.success() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private static Duration limit(Invocation call) {
        int seconds =
                call.number(Flag.TIMEOUT, (int) BootTestOptions.DEFAULT.limit().toSeconds());
        if (seconds > Duration.ofDays(1).toSeconds()) {
            throw new UsageException("--timeout " + seconds + ": expected at most a day");
        }
        return Duration.ofSeconds(seconds);
    }

    private static @Nullable Path file(Invocation call, Flag flag) {
        String name = call.value(flag);
        return name == null ? null : Invocation.hostPath(name);
    }

    private static @Nullable Path newFile(Invocation call, Flag flag, List<Path> images) throws IOException {
        Path file = file(call, flag);
        if (file != null) {
            FixCommand.requireFree(file, images, call);
        }
        return file;
    }

    private static void print(BootTestResult result, Streams streams) throws IOException {
        Machine machine = result.machine();
        streams.println(
                Text.printable("%s: %s".formatted(result.success() ? "came up" : "did not come up", result.reason())));
        streams.println("  %s, %s, disks on %s, %s, %.0f s"
                .formatted(
                        machine.firmware(),
                        machine.type(),
                        machine.bus(),
                        result.accelerator(),
                        result.duration().toMillis() / 1000.0));
        for (Sign sign : result.signs().subList(0, Math.max(0, result.signs().size() - 1))) {
            streams.println(Text.printable("  " + sign));
        }
        if (!result.success()) {
            List<String> lines = result.serialLines().isEmpty() ? result.screenLines() : result.serialLines();
            for (String line : lines.subList(Math.max(0, lines.size() - 10), lines.size())) {
                streams.println(Text.printable("  | " + line));
            }
        }
        for (String note : result.notes()) {
            streams.note(note);
        }
    }
}
