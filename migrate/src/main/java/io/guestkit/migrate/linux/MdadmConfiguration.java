package io.guestkit.migrate.linux;

import io.guestkit.inspect.storage.DeviceNames;
import io.guestkit.migrate.fix.Draft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** mdadm.conf(5), where it says by their names on which disks arrays are looked for. */
final class MdadmConfiguration {

    private static final String[] PATHS = {"/etc/mdadm.conf", "/etc/mdadm/mdadm.conf"};
    private static final String ALL = "DEVICE partitions containers";

    private MdadmConfiguration() {}

    static void plan(Draft draft) throws IOException {
        for (String path : PATHS) {
            String text = draft.files().isFile(path) ? draft.text(path) : null;
            Lines lines = new Lines(text == null ? "" : text);
            List<String> evidence = new ArrayList<>();
            for (int number = 1; number <= lines.count(); number++) {
                String line = lines.line(number);
                String changed = changed(line);
                if (changed == null) {
                    draft.note("%s:%d names the disks of an array that it gives no UUID, so that they are not found: %s"
                            .formatted(path, number, line.strip()));
                } else if (!changed.equals(line)) {
                    lines.replace(number, changed);
                    evidence.add("%s:%d: %s".formatted(path, number, line.strip()));
                }
            }
            if (!evidence.isEmpty()) {
                draft.edit(path, lines.text(), "arrays are to be found on disks of other names", evidence);
            }
        }
    }

    /** @return null for an array that is known by nothing but names */
    private static @Nullable String changed(String line) {
        List<String> words = List.of(line.strip().split("[ \\t]+", -1));
        String keyword = words.getFirst().toUpperCase(Locale.ROOT);
        if (keyword.length() >= 3 && "DEVICE".startsWith(keyword)) {
            for (String word : words) {
                if (DeviceNames.isOfHardware(word)) {
                    return ALL;
                }
            }
        }
        if (keyword.length() < 3 || !"ARRAY".startsWith(keyword)) {
            return line;
        }
        boolean named = false;
        boolean uuid = false;
        StringBuilder kept = new StringBuilder();
        for (String word : words) {
            String lower = word.toLowerCase(Locale.ROOT);
            boolean devices = lower.startsWith("devices=") && DeviceNames.isOfHardware(word.substring(8));
            named |= devices;
            uuid |= lower.startsWith("uuid=");
            kept.append(devices ? "" : (kept.isEmpty() ? "" : " ") + word);
        }
        return !named ? line : uuid ? kept.toString() : null;
    }
}
