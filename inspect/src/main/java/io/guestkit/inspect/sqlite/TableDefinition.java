package io.guestkit.inspect.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of the columns in the text of a CREATE TABLE statement, which is how SQLite keeps them. */
final class TableDefinition {

    private final String sql;
    private int at;

    private TableDefinition(String sql) {
        this.sql = sql;
    }

    /** In lower case; none if the statement defines none, such as that of a virtual table. */
    static List<String> columns(String sql) {
        List<String> columns = new ArrayList<>();
        TableDefinition definition = new TableDefinition(sql);
        definition.skipTo('(');
        while (definition.at < sql.length()) {
            String name = definition.word();
            if (!name.isEmpty()) {
                columns.add(name.toLowerCase(Locale.ROOT));
            }
            if (!definition.skipTo(',')) {
                break;
            }
        }
        return columns;
    }

    /** The name that starts here; empty for the start of a constraint on the table. */
    private String word() {
        while (at < sql.length() && (Character.isWhitespace(sql.charAt(at)) || isComment())) {
            if (isComment()) {
                skipComment();
            } else {
                at++;
            }
        }
        if (at >= sql.length()) {
            return "";
        }
        char quote = sql.charAt(at);
        if (quote == '"' || quote == '`' || quote == '[' || quote == '\'') {
            int end = sql.indexOf(quote == '[' ? ']' : quote, at + 1);
            String name = end < 0 ? "" : sql.substring(at + 1, end);
            at = end < 0 ? sql.length() : end + 1;
            return name;
        }
        int start = at;
        while (at < sql.length() && (Character.isLetterOrDigit(sql.charAt(at)) || "_$".indexOf(sql.charAt(at)) >= 0)) {
            at++;
        }
        String name = sql.substring(start, at);
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "constraint", "primary", "unique", "check", "foreign" -> "";
            default -> name;
        };
    }

    private boolean isComment() {
        return sql.startsWith("--", at) || sql.startsWith("/*", at);
    }

    private void skipComment() {
        boolean line = sql.charAt(at) == '-';
        int end = sql.indexOf(line ? "\n" : "*/", at + 2);
        at = end < 0 ? sql.length() : end + (line ? 1 : 2);
    }

    /**
     * Goes behind the next character of that kind that stands outside of quotes, comments and parentheses.
     *
     * @return whether there was one before the parentheses that this started in were closed
     */
    private boolean skipTo(char wanted) {
        int depth = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (isComment()) {
                skipComment();
                continue;
            }
            at++;
            if (depth == 0 && c == wanted) {
                return true;
            }
            switch (c) {
                case '(' -> depth++;
                case ')' -> {
                    if (depth-- == 0) {
                        return false;
                    }
                }
                case '"', '`', '\'', '[' -> {
                    int end = sql.indexOf(c == '[' ? ']' : c, at);
                    at = end < 0 ? sql.length() : end + 1;
                }
                default -> {}
            }
        }
        return false;
    }
}
