package io.guestkit.inspect.boot;

import io.guestkit.inspect.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A small script of GRUB in the EFI partition that leads to the one in /boot.
 *
 * @param file where it is
 * @param line the one that looks for a file system
 * @param label whether it looks for a label, and not for a UUID
 * @param name what it looks for
 */
record GrubStub(BootFile file, int line, boolean label, String name) {

    private static final String UUID_COMMAND = "search.fs_uuid";
    private static final String LABEL_COMMAND = "search.fs_label";

    /** Those that look for a file system. */
    static List<GrubStub> all(BootFiles files) throws IOException {
        List<GrubStub> stubs = new ArrayList<>();
        for (BootFile top : files.tops()) {
            for (String directory : top.files().names(top.path() + "EFI")) {
                BootFile file = BootFiles.below(top, "EFI/" + directory + "/grub.cfg");
                String text = file.files().isFile(file.path()) ? file.files().text(file.path()) : null;
                if (text != null && !text.contains("menuentry") && !text.contains("blscfg")) {
                    search(file, text).ifPresent(stubs::add);
                }
            }
        }
        return stubs;
    }

    private static Optional<GrubStub> search(BootFile file, String text) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            List<String> words = words(line);
            String command = words.isEmpty() ? "" : words.getFirst();
            String name = "";
            boolean label = command.equals(LABEL_COMMAND);
            boolean uuid = command.equals(UUID_COMMAND);
            if (label || uuid) {
                name = words.size() > 1 ? words.get(1) : "";
            } else if (command.equals("search")) {
                label = words.contains("--label") || words.contains("-l");
                uuid = words.contains("--fs-uuid") || words.contains("-u");
                name = words.getLast();
            }
            if (label != uuid && !name.isEmpty() && !name.startsWith("-") && name.indexOf('$') < 0) {
                return Optional.of(new GrubStub(file, number, label, name));
            }
        }
        return Optional.empty();
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        for (String word : line.strip().split("[ \t]+")) {
            String bare = word.replace("\"", "").replace("'", "");
            if (bare.startsWith("#")) {
                break;
            }
            if (!bare.isEmpty()) {
                words.add(bare);
            }
        }
        return words;
    }

    /** Whether what it looks for is there. */
    boolean finds(List<Storage> all) {
        for (Storage each : all) {
            if (label
                    ? each.label().orElse("").equals(name)
                    : each.uuid().orElse("").equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
