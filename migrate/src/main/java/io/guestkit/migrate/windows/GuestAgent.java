package io.guestkit.migrate.windows;

import io.guestkit.inspect.report.Application;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.migrate.fix.HostFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** QEMU's guest agent as virtio-win has it, a package of the Windows Installer, which only Windows itself can install. */
final class GuestAgent {

    private static final String ENDING = ".msi";

    /** Compound files, as packages of the Windows Installer are. [MS-CFB] 2.2. */
    private static final byte[] MAGIC = {
        (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
    };

    private final HostFile file;
    private final String name;

    private GuestAgent(HostFile file, String name) {
        this.file = file;
        this.name = name;
    }

    /**
     * The one that is wanted.
     *
     * @return null if none is, or if there is one already
     * @throws UnsupportedFeatureException if it is none that this Windows could install
     */
    static @Nullable GuestAgent of(Draft draft, WindowsGuest guest) throws IOException {
        Path wanted = draft.options().guestAgent().orElse(null);
        if (wanted == null) {
            return null;
        }
        for (Application each : draft.report().applications()) {
            if (each.name().toLowerCase(Locale.ROOT).startsWith("qemu guest agent")) {
                draft.note("QEMU's guest agent is installed already, and stays as it is");
                return null;
            }
        }
        String name = String.valueOf(wanted.getFileName());
        String lower = name.toLowerCase(Locale.ROOT);
        String processor = guest.version().architecture();
        if (!processor.equals("x86_64") && !processor.equals("i386")) {
            throw new UnsupportedFeatureException(
                    "--guest-agent: there is no QEMU guest agent for a Windows of " + processor);
        }
        if (!lower.endsWith(ENDING) || !lower.contains(processor) || !FirstBootScript.isPlain(name)) {
            throw new UnsupportedFeatureException(
                    "%s: expected a package for this Windows, such as guest-agent/qemu-ga-%s.msi of virtio-win"
                            .formatted(name, processor));
        }
        HostFile file = HostFile.named(wanted.toString());
        byte[] start = file.head(MAGIC.length);
        if (!Arrays.equals(start, MAGIC)) {
            throw new UnsupportedFeatureException(wanted + " is no package of the Windows Installer");
        }
        return new GuestAgent(file, name);
    }

    /** Puts it beside the script of the first start, which is to install it. @param directory of that script */
    void stage(Draft draft, String directory, FirstBootScript script) throws IOException {
        draft.copyIn(
                file,
                directory + "/" + name,
                0644,
                "hypervisors talk to guests through QEMU's agent",
                List.of("no QEMU guest agent is installed"));
        script.install(name);
        if (draft.options().virtioWin().isEmpty()) {
            draft.note(
                    "QEMU's guest agent talks through a serial device of virtio, whose driver comes with --virtio-win");
        }
    }
}
