package io.guestkit.guestfs.generator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The API as the tables have it. A row that does not fit is an {@link IllegalStateException}, which ends the build. */
public record ApiTable(List<Function> functions, List<Struct> structs, List<Event> events) {

    /**
     * @param name as other bindings show it, such as {@code add_drive}
     * @param cName of the C symbol, without {@code guestfs_}; with optional arguments, also without {@code _argv}
     * @param options in the order of their bits and of the fields of the argv struct
     * @param inDaemon whether it runs in the appliance
     * @param replacement what to call instead of a deprecated function; of a deprecated one without any, empty text
     * @param since version of libguestfs; empty for the functions that test bindings
     * @param featureGroup for {@code feature_available}
     */
    public record Function(
            String name,
            String cName,
            Kind returns,
            List<Parameter> parameters,
            List<Parameter> options,
            String visibility,
            boolean inDaemon,
            Optional<String> replacement,
            Optional<String> since,
            Optional<String> featureGroup,
            boolean progress,
            String topic) {

        /** The symbol that is bound. */
        public String symbol() {
            return "guestfs_" + cName + (options.isEmpty() ? "" : "_argv");
        }
    }

    /** A kind and what it is a kind of: {@code String:Pathname}, {@code RStructList:stat}, {@code Bool}. */
    public record Kind(String name, String of) {

        static Kind parse(String text) {
            int colon = text.indexOf(':');
            return colon < 0 ? new Kind(text, "") : new Kind(text.substring(0, colon), text.substring(colon + 1));
        }

        @Override
        public String toString() {
            return of.isEmpty() ? name : name + "(" + of + ")";
        }
    }

    public record Parameter(Kind kind, String name) {}

    public record Struct(String name, List<Field> fields) {}

    public record Field(String name, String kind) {}

    public record Event(String name, long mask) {}

    private static final String ABSENT = "-";
    private static final String REPLACED_BY = "->";

    /** The tables that are beside this class. */
    public static ApiTable load() throws IOException {
        List<Function> functions = new ArrayList<>();
        for (String[] row : rows("functions.tsv", 14)) {
            functions.add(new Function(
                    row[0],
                    row[1],
                    Kind.parse(row[2]),
                    parameters(row[3]),
                    parameters(row[4]),
                    row[5],
                    truth(row[6]),
                    present(row[7]).map(ApiTable::replacement),
                    present(row[8]),
                    present(row[9]),
                    truth(row[10]),
                    row[12]));
        }
        List<Struct> structs = new ArrayList<>();
        for (String[] row : rows("structs.tsv", 2)) {
            List<Field> fields = new ArrayList<>();
            for (String field : row[1].split(",", -1)) {
                int colon = field.indexOf(':');
                fields.add(new Field(field.substring(0, colon), field.substring(colon + 1)));
            }
            structs.add(new Struct(row[0], List.copyOf(fields)));
        }
        List<Event> events = new ArrayList<>();
        for (String[] row : rows("events.tsv", 2)) {
            events.add(new Event(row[0], Long.parseLong(row[1])));
        }
        return new ApiTable(List.copyOf(functions), List.copyOf(structs), List.copyOf(events));
    }

    private static String replacement(String deprecated) {
        return deprecated.startsWith(REPLACED_BY) ? deprecated.substring(REPLACED_BY.length()) : "";
    }

    private static List<Parameter> parameters(String column) {
        List<Parameter> parameters = new ArrayList<>();
        if (!column.equals(ABSENT)) {
            for (String parameter : column.split(",", -1)) {
                int space = parameter.indexOf(' ');
                parameters.add(
                        new Parameter(Kind.parse(parameter.substring(0, space)), parameter.substring(space + 1)));
            }
        }
        return List.copyOf(parameters);
    }

    private static Optional<String> present(String column) {
        return column.equals(ABSENT) ? Optional.empty() : Optional.of(column);
    }

    private static boolean truth(String column) {
        return switch (column) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalStateException("neither true nor false: " + column);
        };
    }

    /** The rows below the heading. */
    private static List<String[]> rows(String table, int columns) throws IOException {
        try (InputStream in = ApiTable.class.getResourceAsStream(table)) {
            if (in == null) {
                throw new IllegalStateException("no table " + table);
            }
            List<String[]> rows = new ArrayList<>();
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            for (String line : lines.subList(1, lines.size())) {
                String[] row = line.split("\t", -1);
                if (row.length != columns) {
                    throw new IllegalStateException(table + " has a row of " + row.length + " columns: " + line);
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
