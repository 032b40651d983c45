package io.guestkit.inspect.config;

import io.guestkit.inspect.parse.NumberedLines;
import io.guestkit.inspect.report.Privilege;
import io.guestkit.inspect.rule.Findings;
import io.guestkit.inspect.rule.GuestFiles;
import io.guestkit.inspect.rule.Rule;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who may do what by sudo: sudoers(5) with the files that it includes. Aliases are not resolved. */
final class SudoersRule implements Rule {

    private static final int MAX_FILES = 1000;

    @Override
    public void apply(GuestFiles files, Findings findings) throws IOException {
        Deque<String> ahead = new ArrayDeque<>(List.of("etc/sudoers"));
        Set<String> seen = new HashSet<>();
        while (!ahead.isEmpty() && seen.size() < MAX_FILES) {
            String path = ahead.pop();
            String text = seen.add(path) ? files.text(path) : null;
            for (NumberedLines.Line line : NumberedLines.verbatim(text == null ? "" : text)) {
                read(line, path, files, ahead, findings);
            }
        }
    }

    private static void read(
            NumberedLines.Line line, String path, GuestFiles files, Deque<String> ahead, Findings findings)
            throws IOException {
        List<String> words = line.words();
        String first = words.getFirst();
        String target = words.size() > 1 ? unquote(words.get(1)) : "";
        switch (first) {
            case "#include", "@include" -> ahead.add(Included.path(target, path));
            case "#includedir", "@includedir" -> {
                String directory = Included.path(target, path);
                for (String name : files.names(directory)) {
                    if (name.indexOf('.') < 0 && !name.endsWith("~")) {
                        ahead.add(directory + "/" + name);
                    }
                }
            }
            default -> {
                boolean number = first.length() > 1 && Character.isDigit(first.charAt(1));
                boolean comment = first.charAt(0) == '#' && !number;
                if (!comment && !first.startsWith("Defaults") && !first.endsWith("_Alias") && words.size() > 1) {
                    String rule =
                            withoutComment(line.text().substring(first.length()).strip());
                    findings.configuration().add(new Privilege(first, rule, "/" + path + ":" + line.number()));
                }
            }
        }
    }

    private static String unquote(String word) {
        return word.length() > 1 && word.startsWith("\"") && word.endsWith("\"")
                ? word.substring(1, word.length() - 1)
                : word;
    }

    private static String withoutComment(String rule) {
        int hash = rule.indexOf(" #");
        return hash < 0 ? rule : rule.substring(0, hash).strip();
    }
}
