package io.guestkit.migrate.windows;

import io.guestkit.fs.GuestFileSystem;
import io.guestkit.inspect.report.Identity;
import io.guestkit.inspect.report.Windows;
import io.guestkit.inspect.rule.CaseBlindFiles;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import io.guestkit.migrate.fix.Draft;
import io.guestkit.registry.Hive;
import io.guestkit.registry.Value;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Windows guest while its plan is made: its version, its registry, and its files by the names that they are stored
 * under. One that was not shut down is refused, since whatever is written to it would be lost or do harm.
 */
final class WindowsGuest implements Closeable {

    private static final String ADVICE = ": start it where it comes from, %s, and copy its disks then";
    private static final String SHUT_DOWN =
            ADVICE.formatted("run `shutdown /s /t 0` (with `powercfg /h off` before it, which turns fast start off)");
    private static final int SEQUENCES = 12;

    private final Draft draft;
    private final Windows windows;
    private final WindowsVersion version;
    private final String controlSet;
    private final Map<String, Registry> open = new HashMap<>();

    /**
     * A hive.
     *
     * @param path of its file
     */
    record Registry(String path, Hive hive) {}

    private WindowsGuest(Draft draft, Windows windows, WindowsVersion version, String controlSet) {
        this.draft = draft;
        this.windows = windows;
        this.version = version;
        this.controlSet = controlSet;
    }

    /**
     * @throws UnsupportedFeatureException if it was not shut down, or its registry does not tell what has to be known; says
     *     what to do
     */
    static WindowsGuest of(Draft draft) throws IOException {
        requireShutDown(draft);
        Windows windows = draft.report().windows().orElse(null);
        Identity identity = draft.report().identity();
        if (windows == null
                || windows.systemHive().isEmpty()
                || windows.softwareHive().isEmpty()
                || windows.currentControlSet().isEmpty()
                || identity.majorVersion().isEmpty()
                || identity.minorVersion().isEmpty()) {
            throw new UnsupportedFeatureException(
                    "the registry of the guest does not tell its version and its control set, so that nothing can be"
                            + " changed in it");
        }
        WindowsVersion version = new WindowsVersion(
                identity.majorVersion().getAsInt(),
                identity.minorVersion().getAsInt(),
                build(identity.buildId().orElse("")),
                identity.architecture().orElse(""),
                switch (windows.productType().orElse("")) {
                    case "server" -> WindowsVersion.SERVER;
                    case "domain_controller" -> WindowsVersion.DOMAIN_CONTROLLER;
                    default -> WindowsVersion.WORKSTATION;
                });
        WindowsGuest guest = new WindowsGuest(
                draft, windows, version, windows.currentControlSet().get());
        try {
            guest.requireClosed(windows.systemHive().get());
            guest.requireClosed(windows.softwareHive().get());
            return guest;
        } catch (IOException | RuntimeException e) {
            guest.close();
            throw e;
        }
    }

    private static int build(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void requireShutDown(Draft draft) throws IOException {
        byte[] start = draft.files().head("hiberfil.sys", 4);
        String magic = start == null || start.length < 4
                ? ""
                : new String(start, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (magic.equals("hibr")) {
            throw new UnsupportedFeatureException(
                    "Windows is hibernated, or was shut down for a fast start, so that it would wake up as it was and"
                            + " overwrite what is changed" + SHUT_DOWN);
        }
        // a tree that is no file system of ours has nothing to say about how it was unmounted
        List<Warning> warnings = draft.files().root().getFileSystem() instanceof GuestFileSystem mounted
                ? mounted.reader().warnings()
                : List.of();
        for (Warning warning : warnings) {
            boolean unclean =
                    warning.where().endsWith("$Volume") || warning.where().endsWith("$LogFile");
            if (unclean) {
                throw new UnsupportedFeatureException(
                        "the file system of Windows was not cleanly unmounted (" + warning.message() + ")" + SHUT_DOWN);
            }
        }
    }

    /** Tools that write hives leave logs alone, and Windows would apply them over what was written. */
    private void requireClosed(String path) throws IOException {
        byte[] start = draft.files().head(path, SEQUENCES);
        if (start == null || start.length < SEQUENCES) {
            throw new UnsupportedFeatureException(path + ": there is no such hive");
        }
        ByteBuffer base = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        Registry registry = registry(path);
        if (base.getInt(4) != base.getInt(8) || registry.hive().appliedLogs().isPresent()) {
            throw new UnsupportedFeatureException(path
                    + ": the last write of the registry was not finished, and Windows would apply its log over what is"
                    + " changed" + SHUT_DOWN);
        }
    }

    private Registry registry(String path) throws IOException {
        Registry registry = open.get(path);
        if (registry == null) {
            Path file = draft.files().root().resolve(path.startsWith("/") ? path.substring(1) : path);
            registry = new Registry(path, Hive.open(file));
            open.put(path, registry);
        }
        return registry;
    }

    Registry system() throws IOException {
        return registry(windows.systemHive().orElseThrow());
    }

    Registry software() throws IOException {
        return registry(windows.softwareHive().orElseThrow());
    }

    WindowsVersion version() {
        return version;
    }

    Windows facts() {
        return windows;
    }

    /** A key of the control set that the next start takes. */
    String inControlSet(String key) {
        return controlSet + "\\" + key;
    }

    /** Where the control set is known from. */
    String controlSetEvidence() throws IOException {
        return system().path() + ": Select\\Current is " + controlSet;
    }

    /**
     * Where a file of Windows is, or would be, spelt as its directories are stored: others than Windows tell case apart.
     *
     * @param path from the directory of Windows, with slashes
     */
    String inWindows(String path) throws IOException {
        CaseBlindFiles files = new CaseBlindFiles(draft.files().root());
        String[] names = (windows.systemroot().substring(1) + "/" + path).split("/", -1);
        StringBuilder stored = new StringBuilder();
        Path at = draft.files().root();
        for (String name : names) {
            Path next = at == null ? null : files.find(stored + "/" + name);
            stored.append('/').append(spelling(at, next, name));
            at = next;
        }
        return stored.toString();
    }

    private static String spelling(@Nullable Path directory, @Nullable Path found, String name) throws IOException {
        if (directory == null || found == null) {
            return name;
        }
        for (String each : CaseBlindFiles.names(directory)) {
            if (each.equalsIgnoreCase(name)) {
                return each;
            }
        }
        return name;
    }

    /** The content of a value as a number; empty if there is none. */
    Optional<Long> number(Registry registry, String key, String name) throws IOException {
        Optional<Value> value = registry.hive().value(key, name);
        if (value.isEmpty() || value.get().number().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(value.get().number().getAsLong());
    }

    /** The content of a value as a text; empty if there is none. */
    String text(Registry registry, String key, String name) throws IOException {
        Optional<Value> value = registry.hive().value(key, name);
        return value.isEmpty() ? "" : value.get().text();
    }

    /** Whether a file of the guest is there. */
    boolean isFile(String path) throws IOException {
        GuestFiles files = draft.files();
        return files.isFile(path);
    }

    @Override
    public void close() throws IOException {
        for (Registry each : open.values()) {
            each.hive().close();
        }
    }
}
