package io.guestkit.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns. Cells of the last column are never padded. */
final class Table {

    private final int margin;
    private final boolean[] right;
    private final List<String[]> rows = new ArrayList<>();

    /**
     * @param margin spaces before each line
     * @param rightAligned columns of numbers, counted from 0
     */
    Table(int margin, int... rightAligned) {
        this.margin = margin;
        int last = -1;
        for (int column : rightAligned) {
            last = Math.max(last, column);
        }
        this.right = new boolean[last + 1];
        for (int column : rightAligned) {
            right[column] = true;
        }
    }

    /** Adds a row; cells may come from a guest. */
    void row(String... cells) {
        String[] printable = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            printable[i] = Text.printable(cells[i]);
        }
        rows.add(printable);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void print(Streams streams) throws IOException {
        List<Integer> widths = new ArrayList<>();
        for (String[] cells : rows) {
            for (int i = 0; i < cells.length; i++) {
                if (i == widths.size()) {
                    widths.add(0);
                }
                widths.set(i, Math.max(widths.get(i), width(cells[i])));
            }
        }
        StringBuilder line = new StringBuilder();
        for (String[] cells : rows) {
            line.setLength(0);
            line.repeat(' ', margin);
            for (int i = 0; i < cells.length; i++) {
                int gap = widths.get(i) - width(cells[i]);
                boolean numbers = i < right.length && right[i];
                line.repeat(' ', numbers ? gap : 0).append(cells[i]);
                if (i < cells.length - 1) {
                    line.repeat(' ', numbers ? 2 : gap + 2);
                }
            }
            streams.println(line.toString().stripTrailing());
        }
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
