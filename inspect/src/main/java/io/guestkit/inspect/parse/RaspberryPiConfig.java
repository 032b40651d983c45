package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;

/**
 * The config.txt of a Raspberry Pi. Format: "config.txt" in the documentation of Raspberry Pi OS. Files that it includes are
 * not followed.
 *
 * @param settings in their order
 */
public record RaspberryPiConfig(List<Setting> settings) {

    public RaspberryPiConfig {
        settings = List.copyOf(settings);
    }

    /**
     * @param filter the section that it stands in, such as {@code pi4}; empty for all models
     * @param line from 1 on
     */
    public record Setting(String name, String value, String filter, int line) {}

    public static RaspberryPiConfig parse(String text) {
        List<Setting> settings = new ArrayList<>();
        String filter = "";
        for (NumberedLines.Line line : NumberedLines.of(text)) {
            String plain = line.text();
            if (plain.startsWith("[")) {
                int end = plain.indexOf(']');
                filter = end < 0 ? plain.substring(1) : plain.substring(1, end).strip();
                filter = filter.equalsIgnoreCase("all") ? "" : filter;
                continue;
            }
            if (filter.equalsIgnoreCase("none")) {
                continue;
            }
            int equals = plain.indexOf('=');
            if (plain.startsWith("initramfs ")) { // the one setting without =
                settings.add(new Setting("initramfs", plain.substring(10).strip(), filter, line.number()));
            } else if (equals > 0) {
                settings.add(new Setting(
                        plain.substring(0, equals).strip(),
                        plain.substring(equals + 1).strip(),
                        filter,
                        line.number()));
            }
        }
        return new RaspberryPiConfig(settings);
    }

    /** What a name is set to on all models, the last time; empty if it is not. */
    public String value(String name) {
        String value = "";
        for (Setting each : settings) {
            value = each.filter.isEmpty() && each.name.equals(name) ? each.value : value;
        }
        return value;
    }

    /** All that a name is set to, on any model. */
    public List<Setting> all(String name) {
        List<Setting> all = new ArrayList<>();
        for (Setting each : settings) {
            if (each.name.equals(name)) {
                all.add(each);
            }
        }
        return all;
    }
}
