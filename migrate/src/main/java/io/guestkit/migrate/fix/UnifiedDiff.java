package io.guestkit.migrate.fix;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * Differences of two texts in the unified form of diff(1), with three lines around each change, and their application:
 * only to exactly the text that they were made from.
 */
final class UnifiedDiff {

    private static final int CONTEXT = 3;
    /** Lines of both texts together; the time to find the least differences grows with their square. */
    private static final int MAX_COMPARED = 4000;

    private static final String NO_NEWLINE = "\\ No newline at end of file";

    private UnifiedDiff() {}

    /** Empty if both are the same. */
    static String of(String path, String before, String after) {
        List<String> old = lines(before);
        List<String> now = lines(after);
        List<AbstractDelta<String>> deltas = old.size() + now.size() > MAX_COMPARED
                ? whole(old, now)
                : DiffUtils.diff(old, now).getDeltas();
        StringBuilder out = new StringBuilder();
        for (int first = 0, last; first < deltas.size(); first = last) {
            last = first + 1;
            while (last < deltas.size()
                    && deltas.get(last).getSource().getPosition() - end(deltas.get(last - 1)) <= 2 * CONTEXT) {
                last++;
            }
            hunk(deltas.subList(first, last), old, now, out);
        }
        return out.isEmpty() ? "" : "--- a" + path + "\n+++ b" + path + "\n" + out;
    }

    /** All between what both have at their start and at their end, in one piece. */
    private static List<AbstractDelta<String>> whole(List<String> old, List<String> now) {
        int shorter = Math.min(old.size(), now.size());
        int start = 0;
        while (start < shorter && old.get(start).equals(now.get(start))) {
            start++;
        }
        int tail = 0;
        while (tail < shorter - start && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
            tail++;
        }
        return old.equals(now)
                ? List.of()
                : List.of(new ChangeDelta<>(
                        new Chunk<>(start, old.subList(start, old.size() - tail)),
                        new Chunk<>(start, now.subList(start, now.size() - tail))));
    }

    private static int end(AbstractDelta<String> delta) {
        return delta.getSource().getPosition() + delta.getSource().size();
    }

    private static void hunk(
            List<AbstractDelta<String>> deltas, List<String> old, List<String> now, StringBuilder out) {
        AbstractDelta<String> first = deltas.getFirst();
        int before = Math.min(CONTEXT, first.getSource().getPosition());
        int start = first.getSource().getPosition() - before;
        int startNow = first.getTarget().getPosition() - before;
        int end = Math.min(old.size(), end(deltas.getLast()) + CONTEXT);
        int at = start;
        int removed = 0;
        int added = 0;
        StringBuilder body = new StringBuilder();
        for (AbstractDelta<String> delta : deltas) {
            for (; at < delta.getSource().getPosition(); at++) {
                line(' ', old, at, body);
            }
            for (; at < end(delta); at++, removed++) {
                line('-', old, at, body);
            }
            for (int i = 0; i < delta.getTarget().size(); i++, added++) {
                line('+', now, delta.getTarget().getPosition() + i, body);
            }
        }
        for (; at < end; at++) {
            line(' ', old, at, body);
        }
        int length = end - start;
        range(out.append("@@ -"), start, length);
        range(out.append(" +"), startNow, length - removed + added);
        out.append(" @@\n").append(body);
    }

    private static void range(StringBuilder out, int start, int length) {
        out.append(length == 0 ? start : start + 1);
        if (length != 1) {
            out.append(',').append(length);
        }
    }

    private static void line(char mark, List<String> lines, int index, StringBuilder out) {
        String line = lines.get(index);
        boolean ended = line.endsWith("\n");
        if (mark != ' ' || !line.equals("\n")) {
            out.append(mark); // as diff --suppress-blank-empty: no blanks at the ends of lines
        }
        out.append(line);
        if (!ended) {
            out.append('\n').append(NO_NEWLINE).append('\n');
        }
    }

    /** Each with its newline; the last one may have none. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (int start = 0, end; start < text.length(); start = end) {
            end = text.indexOf('\n', start) + 1;
            end = end == 0 ? text.length() : end;
            lines.add(text.substring(start, end));
        }
        return lines;
    }

    /** What a step makes of the file that it edits. @throws FixException if its diff is for another text, or is none */
    static byte[] edited(Operation.EditFile edit, byte[] before) throws IOException {
        String text = new String(before, Charset.forName(edit.charset()));
        return TextFile.bytes(apply(edit.diff(), text), edit.charset());
    }

    /**
     * The text afterwards.
     *
     * @throws IOException if the diff is none, or is of another text
     */
    static String apply(String diff, String before) throws IOException {
        List<String> old = lines(before);
        StringBuilder out = new StringBuilder();
        int at = 0;
        List<String> lines = lines(diff);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean last = i + 1 < lines.size() && lines.get(i + 1).startsWith(NO_NEWLINE);
            String marked = line.equals("\n") ? " \n" : line;
            String content = marked.substring(1, marked.length() - (last && line.endsWith("\n") ? 1 : 0));
            switch (marked.charAt(0)) {
                case '@' -> {
                    int start = start(line);
                    if (start < at || start > old.size()) {
                        throw wrong(i, "the hunk is outside of the text");
                    }
                    for (; at < start; at++) {
                        out.append(old.get(at));
                    }
                }
                case '-', ' ' -> {
                    if (line.startsWith("--- a/") && out.isEmpty() && at == 0 && i == 0) {
                        continue;
                    }
                    if (at >= old.size() || !old.get(at).equals(content)) {
                        throw wrong(i, "the text has another line");
                    }
                    out.append(marked.charAt(0) == ' ' ? content : "");
                    at++;
                }
                case '+' -> {
                    if (!(line.startsWith("+++ b/") && i == 1)) {
                        out.append(content);
                    }
                }
                case '\\' -> {
                    // belongs to the line before
                }
                default -> throw wrong(i, "no line of a unified diff");
            }
        }
        for (; at < old.size(); at++) {
            out.append(old.get(at));
        }
        return out.toString();
    }

    /** Index of a hunk's first line in the old text. */
    private static int start(String header) throws IOException {
        int minus = header.indexOf('-');
        int end = minus + 1;
        while (end < header.length() && Character.isDigit(header.charAt(end)) && end - minus < 10) {
            end++;
        }
        if (minus < 0 || end == minus + 1) {
            throw new IOException("diff: a hunk says not where it is: " + header.strip());
        }
        int line = Integer.parseInt(header.substring(minus + 1, end));
        return header.startsWith(",0", end) ? line : line - 1;
    }

    private static FixException wrong(int line, String what) {
        return new FixException("diff, line %d: %s".formatted(line + 1, what));
    }
}
