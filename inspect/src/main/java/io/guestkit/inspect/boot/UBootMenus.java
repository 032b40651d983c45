package io.guestkit.inspect.boot;

import io.guestkit.inspect.boot.BootMenu.Choice;
import io.guestkit.inspect.parse.UBootImage;
import io.guestkit.inspect.parse.UBootShell;
import io.guestkit.inspect.report.BootEntry;
import io.guestkit.inspect.report.BootLoader;
import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What U-Boot starts by a script (boot.scr) or by variables in a file (uEnv.txt). Which file is looked for, and the variable
 * {@code prefix}, are those of the standard boot of U-Boot, doc/develop/bootstd/script.rst.
 */
final class UBootMenus {

    private static final String[] SCRIPTS = {"boot.scr.uimg", "boot.scr"};

    private UBootMenus() {}

    /**
     * @param loaders gets all scripts and files of variables
     * @return null if there is none
     * @throws IOException if the script is damaged: U-Boot checks its sums, too, and does not run it
     */
    static @Nullable BootMenu menu(BootFiles files, List<BootLoader> loaders) throws IOException {
        List<BootFile> scripts = new ArrayList<>();
        for (String name : SCRIPTS) {
            scripts.addAll(files.atTop(name));
        }
        List<BootFile> environments = files.atTop("uEnv.txt");
        scripts.forEach(each -> loaders.add(new BootLoader("u-boot", each.shown())));
        environments.forEach(each -> loaders.add(new BootLoader("u-boot", each.shown())));
        if (!scripts.isEmpty()) {
            return script(files, scripts.getFirst());
        }
        return environments.isEmpty() ? null : variables(files, environments.getFirst());
    }

    private static BootMenu script(BootFiles files, BootFile file) throws IOException {
        byte[] bytes = file.files().head(file.path(), UBootImage.LENGTH + UBootImage.MAX_SCRIPT);
        String text;
        try {
            text = UBootImage.script(bytes == null ? new byte[0] : bytes);
        } catch (CorruptDataException e) {
            throw new CorruptDataException(file.shown() + ": " + e.getMessage());
        }
        List<UBootScript.Start> starts = UBootScript.starts(text, Map.of("prefix", prefix(file)), reader(files, file));
        return menu(file, starts, true);
    }

    /** Boards differ in what they do with these variables: {@code uenvcmd} is run, {@code uname_r} names a kernel in /boot. */
    private static BootMenu variables(BootFiles files, BootFile file) throws IOException {
        String text = file.files().text(file.path());
        Map<String, String> variables = new HashMap<>(UBootShell.environment(text == null ? "" : text));
        variables.putIfAbsent("prefix", prefix(file));
        String version = variables.get("uname_r");
        List<UBootScript.Start> starts = List.of();
        if (variables.containsKey("uenvcmd")) {
            starts = UBootScript.starts("run uenvcmd", variables, reader(files, file));
        } else if (version != null && !version.isBlank()) {
            starts = List.of(new UBootScript.Start(
                    "/boot/vmlinuz-" + version.strip(),
                    List.of("/boot/initrd.img-" + version.strip()),
                    options(variables),
                    1,
                    Set.of("uname_r")));
        }
        return menu(file, starts, false);
    }

    /** As far as a file of variables has it: the root by its UUID, and what is behind. */
    private static @Nullable String options(Map<String, String> variables) {
        String uuid = variables.getOrDefault("uuid", "").strip();
        String rest = variables.getOrDefault("cmdline", "").strip();
        String all = (uuid.isEmpty() ? "" : "root=UUID=" + uuid + " ") + rest;
        return all.isBlank() ? null : all;
    }

    private static BootMenu menu(BootFile file, List<UBootScript.Start> starts, boolean lines) {
        List<Choice> choices = new ArrayList<>();
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        for (UBootScript.Start start : starts) {
            choices.add(new Choice(
                    new BootEntry(
                            name,
                            Optional.empty(),
                            "u-boot",
                            Optional.ofNullable(start.kernel()),
                            start.initramfs(),
                            Optional.ofNullable(start.options()),
                            false,
                            lines ? file.shown() + ":" + start.line() : file.shown()),
                    null,
                    String.join(", ", start.assumed())));
        }
        if (choices.isEmpty()) {
            choices.add(new Choice(
                    new BootEntry(
                            name,
                            Optional.empty(),
                            "u-boot",
                            Optional.empty(),
                            List.of(),
                            Optional.empty(),
                            false,
                            file.shown()),
                    null,
                    "the kernel"));
        }
        String assumed = choices.getFirst().assumed();
        return new BootMenu(
                "u-boot",
                file,
                choices,
                0,
                assumed.isEmpty()
                        ? "nothing of it depends on the board"
                        : "the board may decide otherwise: " + assumed);
    }

    /** The script's directory as U-Boot tells it to the script. */
    private static String prefix(BootFile file) {
        return "/" + file.path().substring(0, file.path().lastIndexOf('/') + 1);
    }

    private static UBootScript.Files reader(BootFiles files, BootFile near) {
        return new UBootScript.Files() {
            @Override
            public boolean isFile(String path) throws IOException {
                return files.find(path, near) != null;
            }

            @Override
            public @Nullable String text(String path) throws IOException {
                BootFile file = files.find(path, near);
                return file == null ? null : file.files().text(file.path());
            }
        };
    }
}
