package io.guestkit.migrate.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last lines that came over a serial line, as text: without the sequences that move cursors and change colours. A
 * sequence that puts the cursor somewhere begins a new line.
 */
final class ConsoleText {

    private static final int MOST_LINES = 200;
    private static final int LONGEST_LINE = 1000;
    private static final int ESCAPE = 0x1b;

    private enum State {
        TEXT,
        /** After ESC. */
        ESCAPED,
        /** After ESC [: parameters, up to a letter. */
        CONTROL,
        /** After ESC ]: up to BEL or ESC. */
        COMMAND
    }

    private final Deque<String> lines = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private State state = State.TEXT;

    /** Takes in what came next. */
    void append(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            append(bytes[i] & 0xff);
        }
    }

    private void append(int c) {
        switch (state) {
            case TEXT -> {
                if (c == ESCAPE) {
                    state = State.ESCAPED;
                } else if (c == '\n') {
                    endLine();
                } else if (c >= ' ' && c != 0x7f && line.length() < LONGEST_LINE) {
                    line.append((char) (c < 0x80 ? c : '?'));
                }
            }
            case ESCAPED -> state = c == '[' ? State.CONTROL : c == ']' ? State.COMMAND : State.TEXT;
            case CONTROL -> {
                if (c >= '@' && c <= '~') {
                    state = State.TEXT;
                    if (c == 'H' || c == 'f' || c == 'J') {
                        endLine();
                    }
                }
            }
            case COMMAND -> {
                if (c == ESCAPE) {
                    state = State.ESCAPED;
                } else if (c == 0x07) {
                    state = State.TEXT;
                }
            }
        }
    }

    private void endLine() {
        String text = line.toString().strip();
        line.setLength(0);
        if (!text.isEmpty()) {
            lines.addLast(text);
            if (lines.size() > MOST_LINES) {
                lines.removeFirst();
            }
        }
    }

    /** The last lines that are not blank, the one that has not ended yet among them. */
    List<String> lines() {
        List<String> all = new ArrayList<>(lines);
        String open = line.toString().strip();
        if (!open.isEmpty()) {
            all.add(open);
        }
        return all;
    }
}
