package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** systemd.preset(5): which units a distribution wants to be enabled. */
public final class SystemdPresets {

    private final List<Line> lines = new ArrayList<>();

    private record Line(boolean enable, Glob pattern) {}

    /** Adds a file behind those that were added before: the first line that fits a unit counts. */
    public void add(String text) {
        for (NumberedLines.Line line : NumberedLines.of(text, "#;", false)) {
            List<String> words = line.words();
            if (words.size() >= 2
                    && (words.get(0).equals("enable") || words.get(0).equals("disable"))) {
                lines.add(new Line(words.get(0).equals("enable"), new Glob(words.get(1))));
            }
        }
    }

    /** {@code enabled}, which is the default, or {@code disabled}. */
    public String of(String unit) {
        return find(unit).orElse(true) ? "enabled" : "disabled";
    }

    private Optional<Boolean> find(String unit) {
        for (Line line : lines) {
            if (line.pattern.matches(unit)) {
                return Optional.of(line.enable);
            }
        }
        return Optional.empty();
    }
}
