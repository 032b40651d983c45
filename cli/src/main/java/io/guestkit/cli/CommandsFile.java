package io.guestkit.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes in a file, one a line: a flag without its dashes, a blank, its argument. Lines that begin with {@code #} and
 * empty ones are passed over; one that ends with a backslash goes on in the next, without the blanks before it.
 */
final class CommandsFile {

    private CommandsFile() {}

    /**
     * A change.
     *
     * @param number of its first line, from 1 on
     * @param argument empty if there is none
     */
    record Line(int number, String verb, String argument) {}

    static List<Line> read(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        StringBuilder whole = new StringBuilder();
        int number = 0;
        int first = 1;
        for (String line : lines(file)) {
            number++;
            if (whole.isEmpty()) {
                first = number;
            }
            String text = line.stripLeading();
            if (whole.isEmpty() && text.startsWith("#")) {
                continue;
            }
            if (text.endsWith("\\")) {
                whole.append(text, 0, text.length() - 1);
                continue;
            }
            add(whole.append(text).toString(), first, lines);
            whole.setLength(0);
        }
        add(whole.toString(), first, lines);
        return lines;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (CharacterCodingException e) {
            throw new UsageException(file + " is no text in UTF-8");
        }
    }

    private static void add(String line, int number, List<Line> lines) {
        if (!line.isBlank()) {
            int end = 0;
            while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
                end++;
            }
            lines.add(
                    new Line(number, line.substring(0, end), line.substring(end).stripLeading()));
        }
    }
}
