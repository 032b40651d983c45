package io.guestkit.inspect.boot.windows;

import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootReport.Verdict;
import io.guestkit.inspect.report.Windows;
import io.guestkit.inspect.rule.CaseBlindFiles;
import io.guestkit.inspect.rule.LinuxRules;
import io.guestkit.inspect.storage.Storage;
import io.guestkit.io.CorruptDataException;
import io.guestkit.registry.Hive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The menu of the boot manager since Vista: what its store says, and whether that is there. */
final class StoredMenu {

    private static final int MAX_ENTRIES = 100;

    private final BootVolumes volumes;
    private final BootManager manager;
    private final Windows windows;
    private final Links links;
    private final List<BootEntry> entries;
    private String kernel = "";
    private String hal = "";

    StoredMenu(BootVolumes volumes, BootManager manager, Windows windows, Links links, List<BootEntry> entries) {
        this.volumes = volumes;
        this.manager = manager;
        this.windows = windows;
        this.links = links;
        this.entries = entries;
    }

    /** Name of another kernel than the usual one that the default entry starts. */
    Optional<String> kernel() {
        return kernel.isEmpty() ? Optional.empty() : Optional.of(kernel);
    }

    /** The same for the HAL. */
    Optional<String> hal() {
        return hal.isEmpty() ? Optional.empty() : Optional.of(hal);
    }

    void read() throws IOException {
        String place = manager.kind().configuration();
        Path file = BootVolumes.file(manager.storage(), place);
        if (file == null) {
            links.broken(
                    "configuration",
                    "the boot manager has no store %s beside it".formatted(place),
                    volumes.shown(manager.storage(), place));
            return;
        }
        String source = volumes.shown(manager.storage(), file);
        try (Hive hive = Hive.open(file)) {
            read(BcdStore.of(hive), source);
        } catch (CorruptDataException e) {
            links.broken("configuration", LinuxRules.describe(e), source);
        }
    }

    private void read(BcdStore store, String source) throws IOException {
        BcdObject own = store.object(BcdStore.BOOT_MANAGER).orElse(null);
        if (own == null) {
            links.broken("configuration", "the store has no object of the boot manager", source);
            return;
        }
        BcdStore.Choice choice = store.choice(own).orElse(null);
        list(store, own, choice, source);
        if (choice == null) {
            links.broken("configuration", "the boot manager is told to start nothing", source);
            return;
        }
        links.ok("configuration", "bootmgr offers %d entries".formatted(entries.size()), source);
        String at = source + " " + choice.id();
        BcdObject chosen = choice.object();
        if (chosen == null) {
            links.broken(
                    "entry", "%s, which is started %s, is not in the store".formatted(choice.id(), choice.why()), at);
            return;
        }
        String title = chosen.text(BcdObject.DESCRIPTION);
        if (chosen.type() != BcdObject.OS_LOADER) {
            links.unknown(
                    "entry",
                    "\"%s\", which is started %s, starts no Windows since Vista (object of type 0x%08x)"
                            .formatted(title, choice.why(), chosen.type()),
                    at);
            return;
        }
        String told = options(store, chosen);
        links.ok(
                "entry",
                "\"%s\" is started %s%s".formatted(title, choice.why(), told.isEmpty() ? "" : ", with " + told),
                at);
        kernel = chosen.text(BcdObject.KERNEL_PATH);
        hal = chosen.text(BcdObject.HAL_PATH);
        links.attempt("program", at, () -> program(chosen, at));
        links.attempt("root", at, () -> root(chosen, at));
        if (store.is(own, BcdObject.ATTEMPT_RESUME)) {
            links.unknown(
                    "resume",
                    "the boot manager is told to wake up what hibernated, instead of starting the entry",
                    source + " " + own.id());
        }
    }

    /** What is on the list that people see, and what is started though it is not. */
    private void list(BcdStore store, BcdObject own, BcdStore.@Nullable Choice choice, String source)
            throws IOException {
        Set<String> ids = new LinkedHashSet<>();
        for (String id : own.ids(BcdObject.DISPLAY_ORDER)) {
            ids.add(id.toLowerCase(Locale.ROOT));
        }
        String first = choice == null ? "" : choice.id().toLowerCase(Locale.ROOT);
        if (!first.isEmpty()) {
            ids.add(first);
        }
        for (String id : ids) {
            BcdObject object = store.object(id).orElse(null);
            if (object == null || entries.size() == MAX_ENTRIES) {
                continue;
            }
            String path = object.text(BcdObject.APPLICATION_PATH);
            String told = options(store, object);
            entries.add(new BootEntry(
                    object.text(BcdObject.DESCRIPTION),
                    Optional.of(object.id()),
                    manager.kind().title(),
                    path.isEmpty() ? Optional.empty() : Optional.of(path),
                    List.of(),
                    told.isEmpty() ? Optional.empty() : Optional.of(told),
                    id.equals(first),
                    source + " " + object.id()));
        }
    }

    /** What an entry tells Windows that is out of the ordinary, by bcdedit's words. */
    private static String options(BcdStore store, BcdObject entry) throws IOException {
        List<String> told = new ArrayList<>();
        OptionalLong safe = store.number(entry, BcdObject.SAFE_BOOT);
        if (safe.isPresent()) {
            told.add("safeboot="
                    + switch ((int) safe.getAsLong()) {
                        case 0 -> "minimal";
                        case 1 -> "network";
                        case 2 -> "dsrepair";
                        default -> Long.toString(safe.getAsLong());
                    });
        }
        if (store.is(entry, BcdObject.WIN_PE)) {
            told.add("winpe");
        }
        if (store.is(entry, BcdObject.ALLOW_PRERELEASE_SIGNATURES)) {
            told.add("testsigning");
        }
        if (store.is(entry, BcdObject.DISABLE_INTEGRITY_CHECKS)) {
            told.add("nointegritychecks");
        }
        return String.join(" ", told);
    }

    private void program(BcdObject entry, String at) throws IOException {
        String path = entry.text(BcdObject.APPLICATION_PATH);
        Storage storage = volume(entry, BcdObject.APPLICATION_DEVICE, path, "program", at);
        if (storage == null) {
            return;
        }
        Path file = path.isEmpty() ? null : BootVolumes.file(storage, path);
        if (file == null) {
            links.broken("program", "%s is not there".formatted(volumes.shown(storage, path)), at);
            return;
        }
        String shown = volumes.shown(storage, file);
        String machine = WindowsBootCheck.machine(storage, file);
        String extension = manager.kind().extension();
        if (machine == null) {
            links.broken("program", shown + " is no program", shown);
        } else if (!path.toLowerCase(Locale.ROOT).endsWith(extension)) {
            links.broken(
                    "program", "%s is not for this firmware, which needs winload%s".formatted(path, extension), at);
        } else {
            links.ok(
                    "program", "%s, for %s".formatted(path, machine.isEmpty() ? "an unknown machine" : machine), shown);
        }
    }

    private void root(BcdObject entry, String at) throws IOException {
        String directory = entry.text(BcdObject.SYSTEM_ROOT);
        Storage storage = volume(entry, BcdObject.OS_DEVICE, directory, "root", at);
        if (storage == null) {
            return;
        }
        Path top = storage.root();
        String shown = volumes.shown(storage, directory);
        if (top == null || directory.isEmpty() || !new CaseBlindFiles(top).isDirectory(directory)) {
            links.broken("root", "%s is not there".formatted(shown), at);
        } else if (!volumes.isRoot(storage) || !shown.equalsIgnoreCase(windows.systemroot())) {
            links.unknown(
                    "root",
                    "%s of %s is another system than %s of %s"
                            .formatted(
                                    directory,
                                    storage.device(),
                                    windows.systemroot(),
                                    volumes.root().device()),
                    at);
        } else {
            links.ok("root", "%s of %s".formatted(directory, storage.device()), at);
        }
    }

    /**
     * The volume that an element names.
     *
     * @param path of what is looked for on it
     * @return null if it is none that could be looked into, which is said then
     */
    private @Nullable Storage volume(BcdObject entry, int element, String path, String link, String at)
            throws IOException {
        String cited = "%s element 0x%08x".formatted(at, element);
        BcdDevice device;
        try {
            device = entry.device(element).orElse(null);
        } catch (CorruptDataException e) {
            links.broken(link, LinuxRules.describe(e), cited);
            return null;
        }
        if (device == null) {
            links.broken(link, "no device is named", cited);
            return null;
        }
        if (device instanceof BcdDevice.Locate locate) {
            return located(locate, path, link, cited);
        }
        Storage storage = volumes.find(device, manager.storage());
        if (storage != null) {
            return storage;
        }
        if (device instanceof BcdDevice.GptPartition gpt
                && volumes.ofGpt(gpt.partition().toString()) != null) {
            links.unknown(link, "the %s is there, on a disk of another GUID".formatted(device), cited);
            return null;
        }
        boolean partition = device instanceof BcdDevice.GptPartition || device instanceof BcdDevice.MbrPartition;
        links.add(
                link,
                partition ? Verdict.BROKEN : Verdict.UNKNOWN,
                partition
                        ? "the %s is on none of the disks".formatted(device)
                        : "it is on a %s, which is not looked into".formatted(device),
                cited);
        return null;
    }

    private @Nullable Storage located(BcdDevice.Locate locate, String path, String link, String cited)
            throws IOException {
        Storage found = volumes.firstWith(locate.path().isEmpty() ? path : locate.path());
        if (found == null) {
            links.broken(link, "%s is on none of the disks".formatted(path), cited);
        }
        return found;
    }
}
