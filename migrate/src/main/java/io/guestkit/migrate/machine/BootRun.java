package io.guestkit.migrate.machine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One start of a machine with one accelerator, watched until it is clear what comes of it. */
final class BootRun {

    static final String SERIAL = "serial.log";
    static final String SCREENSHOT = "screen.png";

    private static final String WORDS = "qemu.log";
    private static final long MOST_SERIAL_BYTES = 64L << 20;
    private static final long POLL_MILLIS = 500;
    private static final Duration FIRST_LOOK = Duration.ofSeconds(20);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(15);
    /** How long the guest has to write what SysRq asks it to. */
    private static final long SYNC_MILLIS = 1500;
    /** What looks like the end has to look so for this long. */
    private static final Duration CERTAINTY = Duration.ofSeconds(5);
    /** How long a guest has to switch itself off. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private static final Duration NOTES = Duration.ofSeconds(10);
    /** A guest that starts anew so often does nothing else. */
    private static final int MOST_RESETS = 6;

    /** Text of the screen of a VGA in its mode of 80 by 25 characters, each with a byte of colours. */
    private static final long SCREEN_ADDRESS = 0xb8000;

    private static final int SCREEN_WIDTH = 80;
    private static final int SCREEN_HEIGHT = 25;
    private static final int MOST_LINES = 25;

    /** What came of it. */
    record Outcome(
            boolean success,
            String reason,
            List<Sign> signs,
            Duration duration,
            List<String> serialLines,
            List<String> screenLines) {}

    private final Machine machine;
    private final BootTestOptions options;
    private final String accelerator;
    private final Path program;
    private final Path folder;
    private final Path sockets;
    private final List<String> notes;
    private final ConsoleText serial = new ConsoleText();
    private final List<Sign> signs = new ArrayList<>();
    private List<String> screen = List.of();
    private long serialRead;
    private long start;

    /** @param notes takes what did not go as usual */
    BootRun(
            Machine machine,
            BootTestOptions options,
            String accelerator,
            Path program,
            Path folder,
            Path sockets,
            List<String> notes) {
        this.machine = machine;
        this.options = options;
        this.accelerator = accelerator;
        this.program = program;
        this.folder = folder;
        this.sockets = sockets;
        this.notes = notes;
    }

    /** @return null if the accelerator does not work here */
    @Nullable
    Outcome go() throws IOException {
        Overlays overlays = Overlays.create(machine, options.open(), folder);
        GuestTraces before = GuestTraces.before(overlays.paths(), overlays.open());
        Path control = sockets.resolve("control");
        UefiFirmware firmware = null;
        Path nvram = null;
        if (machine.firmware() == Machine.Firmware.UEFI) {
            firmware = UefiFirmware.require(machine.architecture());
            nvram = folder.resolve("nvram");
            Files.copy(options.nvram().orElse(firmware.variables()), nvram);
        }
        List<String> words = new ArrayList<>(QemuCommand.ofTest(
                machine, overlays, accelerator, hasSandbox(), firmware, nvram, folder.resolve(SERIAL), control));
        words.set(0, program.toString());
        start = System.nanoTime();
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(WORDS).toFile())
                .start();
        try {
            process.getOutputStream().close();
            try (Qmp qmp = connect(process, control)) {
                return qmp == null ? null : watch(qmp, overlays, before);
            } catch (SocketException e) {
                if (accelerator.equals("kvm")) {
                    return null; // an emulation that is not in hardware may take QEMU down
                }
                throw ended(process, e);
            }
        } finally {
            process.destroy();
            end(process);
        }
    }

    private boolean hasSandbox() throws IOException {
        Process help = new ProcessBuilder(program.toString(), "-help")
                .redirectErrorStream(true)
                .start();
        try {
            help.getOutputStream().close();
            return new String(help.getInputStream().readNBytes(1 << 20), StandardCharsets.ISO_8859_1)
                    .contains("-sandbox on");
        } finally {
            help.destroyForcibly();
        }
    }

    /** What is to be said of a conversation that broke off. */
    private IOException ended(Process process, SocketException e) throws IOException {
        end(process);
        String said = words().lines().findFirst().orElse(String.valueOf(e.getMessage()));
        return new IOException("QEMU ended: " + said, e);
    }

    /** What QEMU said on its standard output and error. */
    private String words() throws IOException {
        return Files.readString(folder.resolve(WORDS), StandardCharsets.ISO_8859_1)
                .strip();
    }

    /** @return null if QEMU ended because there is no KVM */
    private @Nullable Qmp connect(Process process, Path control) throws IOException {
        while (true) {
            if (Files.exists(control)) {
                try {
                    return Qmp.connect(control);
                } catch (SocketException e) {
                    if (process.isAlive()) {
                        sleep(20); // made, and not listened at yet
                    }
                }
            }
            if (!process.isAlive()) {
                String said = Files.readString(folder.resolve(WORDS), StandardCharsets.ISO_8859_1)
                        .strip();
                if (accelerator.equals("kvm")
                        && said.toLowerCase(java.util.Locale.ROOT).contains("kvm")) {
                    return null;
                }
                throw new IOException("QEMU does not start the machine: "
                        + said.lines().findFirst().orElse(""));
            }
            if (elapsed().compareTo(GRACE) > 0) {
                throw new IOException("QEMU does not answer");
            }
            sleep(20);
        }
    }

    /** @return null if the accelerator does not work here */
    private @Nullable Outcome watch(Qmp qmp, Overlays overlays, GuestTraces before) throws IOException {
        Duration nextLook = FIRST_LOOK;
        Duration nextNote = NOTES;
        String bad = null;
        Duration badSince = Duration.ZERO;
        while (true) {
            options.cancellation().check();
            sleep(POLL_MILLIS);
            readSerial();
            String status = qmp.status();
            if (status.equals("internal-error")) {
                if (accelerator.equals("kvm")) {
                    return null;
                }
                return outcome(qmp, false, "QEMU stopped: internal error");
            }
            if (status.equals("shutdown")) {
                return outcome(qmp, false, "the guest switched itself off before it was up");
            }
            if (qmp.count("RESET") > MOST_RESETS) {
                return outcome(qmp, false, "the guest starts anew again and again");
            }
            screen = screen(qmp);
            Sign success = textSign();
            if (success != null) {
                signs.add(success);
                return outcome(qmp, true, success.toString());
            }
            String end = BootText.end(serialLines());
            end = end == null ? BootText.end(screen) : end;
            if (end == null || !end.equals(bad)) {
                bad = end;
                badSince = elapsed();
            } else if (elapsed().minus(badSince).compareTo(CERTAINTY) > 0) {
                return outcome(qmp, false, end);
            }
            if (elapsed().compareTo(nextLook) >= 0) {
                String trace = look(qmp, overlays, before);
                if (trace != null) {
                    signs.add(new Sign(Sign.Place.DISK, trace));
                    return outcome(qmp, true, signs.getLast().toString());
                }
                nextLook = elapsed().plus(BETWEEN_LOOKS);
            }
            if (elapsed().compareTo(options.limit()) >= 0) {
                return atTheEnd(qmp, overlays, before);
            }
            if (elapsed().compareTo(nextNote) >= 0) {
                List<String> lines = serialLines().isEmpty() ? screen : serialLines();
                String last = lines.isEmpty() ? "nothing to read yet" : lines.getLast();
                options.note().accept("%d s: %s".formatted(elapsed().toSeconds(), last));
                nextNote = nextNote.plus(NOTES);
            }
        }
    }

    private @Nullable Sign textSign() {
        String line = BootText.success(serialLines());
        if (line != null) {
            return new Sign(Sign.Place.SERIAL, line);
        }
        line = BootText.success(screen);
        return line == null ? null : new Sign(Sign.Place.SCREEN, line);
    }

    /** Has the guest write what it has in memory, halts it, and looks what is on its disk. */
    private @Nullable String look(Qmp qmp, Overlays overlays, GuestTraces before) throws IOException {
        if (!machine.windows()) {
            qmp.execute("send-key", """
                    "keys":[{"type":"qcode","data":"alt"},{"type":"qcode","data":"sysrq"},{"type":"qcode","data":"s"}]""");
            sleep(SYNC_MILLIS);
        }
        qmp.execute("stop"); // QEMU writes its own tables out, too
        try {
            return traces(overlays, before);
        } finally {
            if (qmp.status().equals("paused")) {
                qmp.execute("cont");
            }
        }
    }

    private @Nullable String traces(Overlays overlays, GuestTraces before) {
        try {
            return before.since(overlays.paths(), overlays.open());
        } catch (IOException e) {
            options.note().accept("the disk cannot be read at the moment: " + e.getMessage());
            return null;
        }
    }

    /** All time is up. A guest that is up and shows nothing of it switches itself off when it is asked to. */
    private Outcome atTheEnd(Qmp qmp, Overlays overlays, GuestTraces before) throws IOException {
        String why = "not up within %d s".formatted(options.limit().toSeconds());
        screenshot(qmp);
        qmp.execute("system_powerdown");
        Duration last = elapsed().plus(GRACE);
        while (elapsed().compareTo(last) < 0) {
            options.cancellation().check();
            sleep(POLL_MILLIS);
            if (qmp.status().equals("shutdown")) {
                String trace = traces(overlays, before);
                signs.add(
                        trace == null
                                ? new Sign(Sign.Place.MACHINE, "switched itself off when the power button was pressed")
                                : new Sign(Sign.Place.DISK, trace));
                return outcome(qmp, true, signs.getLast().toString());
            }
        }
        readSerial();
        List<String> lines = serialLines().isEmpty() ? screen : serialLines();
        return outcome(qmp, false, lines.isEmpty() ? why : why + "; the last line: " + lines.getLast());
    }

    private Outcome outcome(Qmp qmp, boolean success, String reason) throws IOException {
        Duration duration = elapsed();
        if (!Files.exists(folder.resolve(SCREENSHOT))) {
            screenshot(qmp);
        }
        qmp.quit();
        return new Outcome(success, reason, List.copyOf(signs), duration, last(serialLines()), screen);
    }

    private static List<String> last(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size());
    }

    private void screenshot(Qmp qmp) {
        try {
            qmp.execute(
                    "screendump",
                    "\"format\":\"png\",\"filename\":\"" + QemuCommand.json(folder.resolve(SCREENSHOT)) + "\"");
        } catch (IOException e) {
            notes.add("no picture of the screen: " + e.getMessage());
        }
    }

    /** The lines that are not blank of a screen of characters; none if it is one of pixels. */
    private List<String> screen(Qmp qmp) throws IOException {
        Path file = folder.resolve("screen.bin");
        int size = SCREEN_WIDTH * SCREEN_HEIGHT * 2;
        qmp.execute(
                "pmemsave",
                "\"val\":%d,\"size\":%d,\"filename\":\"%s\"".formatted(SCREEN_ADDRESS, size, QemuCommand.json(file)));
        byte[] cells = Files.readAllBytes(file);
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < SCREEN_HEIGHT && cells.length == size; row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < SCREEN_WIDTH; column++) {
                int c = cells[(row * SCREEN_WIDTH + column) * 2] & 0xff;
                line.append(c >= ' ' && c < 0x7f ? (char) c : ' ');
            }
            String text = line.toString().strip();
            if (!text.isEmpty()) {
                lines.add(text);
            }
        }
        return BootText.withoutKeys(lines);
    }

    private void readSerial() throws IOException {
        Path file = folder.resolve(SERIAL);
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > MOST_SERIAL_BYTES) {
                throw new IOException("the guest wrote more than 64 MiB to its serial line");
            }
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            for (int read = channel.read(buffer, serialRead); read > 0; read = channel.read(buffer, serialRead)) {
                serial.append(buffer.array(), read);
                serialRead += read;
                buffer.clear();
            }
        }
    }

    private List<String> serialLines() {
        return BootText.withoutKeys(serial.lines());
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void sleep(long millis) throws InterruptedIOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
