package io.guestkit.inspect.parse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * GRUB 2's grub.cfg: the menu that it makes. Nothing is run: of {@code if} both branches are read, of {@code set} the last
 * one before a use counts, what functions would do is not known. That is enough for what grub-mkconfig writes and for
 * what people write by hand.
 *
 * @param entries in their order, those of submenus where the submenu stands
 * @param defaults values that the script gives {@code default}, in their order
 * @param usesBls whether it shows the entries of the Boot Loader Specification ({@code blscfg})
 * @param includes other files that it goes on with
 * @param blocks files of variables that it loads beside grubenv, as Photon OS does
 * @param variables what they are at the end
 */
public record GrubScript(
        List<Entry> entries,
        List<Default> defaults,
        boolean usesBls,
        List<Include> includes,
        List<String> blocks,
        Map<String, String> variables) {

    private static final int MAX_EXPANDED = 16 << 20;
    private static final int MAX_WORDS = 1_000_000;
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_BLOCKS = 16;

    public GrubScript {
        entries = List.copyOf(entries);
        defaults = List.copyOf(defaults);
        includes = List.copyOf(includes);
        blocks = List.copyOf(blocks);
        variables = Map.copyOf(variables);
    }

    /**
     * A menu entry.
     *
     * @param position {@code 0}, or {@code 1>2} inside of submenus
     * @param path titles of the submenus and of the entry, as a default may name them: {@code A>B}
     * @param idPath the same with ids, where all have one
     * @param line where it starts
     */
    public record Entry(
            String title,
            @Nullable String id,
            String position,
            String path,
            @Nullable String idPath,
            @Nullable String kernel,
            List<String> initramfs,
            String options,
            int line) {

        public Entry {
            initramfs = List.copyOf(initramfs);
        }
    }

    /** @param condition words of the {@code if} that it is in; empty if it is in none, or in an {@code else} */
    public record Default(String value, String condition, int line) {}

    public record Include(String path, int line) {}

    /**
     * @param environment variables that are set before, such as those of grubenv
     */
    public static GrubScript parse(String text, Map<String, String> environment) {
        return new Reader(text, environment).read();
    }

    /** The variables of a grubenv block: {@code name=value} lines behind a comment, padded with {@code #}. */
    public static Map<String, String> environment(String text) {
        Map<String, String> values = new HashMap<>();
        for (NumberedLines.Line line : NumberedLines.of(text)) {
            int equals = line.text().indexOf('=');
            if (equals > 0) {
                values.put(
                        line.text().substring(0, equals),
                        line.text().substring(equals + 1).replace("\\\\", "\\"));
            }
        }
        return values;
    }

    /** A submenu, or an entry, that is not at its end. */
    private static final class Block {
        final boolean menu;
        final String title;
        final @Nullable String id;
        final int number;
        final int line;
        int children;

        @Nullable
        String kernel;

        final List<String> initramfs = new ArrayList<>();
        String options = "";

        Block(boolean menu, String title, @Nullable String id, int number, int line) {
            this.menu = menu;
            this.title = title;
            this.id = id;
            this.number = number;
            this.line = line;
        }
    }

    private static final class Reader {
        private final String text;
        private final Map<String, String> variables;
        private int at;
        private int line = 1;
        private int words;
        private int expanded;
        /** Braces that are open: null for those of functions and groups. */
        private final Deque<Optional<Block>> open = new ArrayDeque<>();

        private final Deque<String> conditions = new ArrayDeque<>();
        private int topChildren;
        private final List<Entry> entries = new ArrayList<>();
        private final List<Default> defaults = new ArrayList<>();
        private final List<Include> includes = new ArrayList<>();
        private final List<String> blocks = new ArrayList<>();
        private boolean usesBls;

        Reader(String text, Map<String, String> environment) {
            this.text = text;
            this.variables = new HashMap<>(environment);
            variables.putIfAbsent("menuentry_id_option", "--id");
        }

        GrubScript read() {
            while (at < text.length() && words < MAX_WORDS && entries.size() < MAX_ENTRIES) {
                int start = line;
                List<String> command = command();
                if (!command.isEmpty()) {
                    run(command, start);
                }
            }
            return new GrubScript(entries, defaults, usesBls, includes, blocks, variables);
        }

        private void run(List<String> command, int start) {
            switch (command.getFirst()) {
                case "menuentry", "submenu" -> begin(command, start);
                case "{" -> push(Optional.empty());
                case "}" -> end();
                case "if" -> conditions.push(String.join(" ", command.subList(1, command.size())));
                case "elif" -> replaceCondition(String.join(" ", command.subList(1, command.size())));
                case "else" -> replaceCondition("");
                case "fi" -> conditions.poll();
                case "then", "do" -> {
                    if (command.size() > 1) {
                        run(command.subList(1, command.size()), start);
                    } else if (command.getLast().equals("{")) {
                        push(Optional.empty());
                    }
                }
                case "function", "while", "for", "until" -> {
                    if (command.getLast().equals("{")) {
                        push(Optional.empty());
                    }
                }
                case "set", "export" -> set(command, start);
                case "linux", "linux16", "linuxefi" -> kernel(command);
                case "initrd", "initrd16", "initrdefi" -> {
                    Block block = entry();
                    if (block != null) {
                        block.initramfs.addAll(command.subList(1, command.size()));
                    }
                }
                case "blscfg" -> usesBls = true;
                case "load_env" -> {
                    int file = command.indexOf("-f") + 1;
                    if (file > 0 && file < command.size() && blocks.size() < MAX_BLOCKS) {
                        blocks.add(command.get(file));
                    }
                }
                case "configfile", "source", "." -> {
                    if (command.size() > 1 && open.isEmpty()) {
                        includes.add(new Include(command.get(1), start));
                    }
                }
                default -> {
                    int equals = command.getFirst().indexOf('=');
                    if (equals > 0 && command.size() == 1) {
                        set(List.of("set", command.getFirst()), start);
                    }
                }
            }
        }

        private void replaceCondition(String condition) {
            if (conditions.poll() != null) {
                conditions.push(condition);
            }
        }

        private void push(Optional<Block> block) {
            if (open.size() < MAX_DEPTH) {
                open.push(block);
            } else {
                at = text.length(); // nobody nests as deep; what follows cannot be told apart
            }
        }

        private void begin(List<String> command, int start) {
            if (!command.getLast().equals("{")) {
                return;
            }
            String title = "";
            String id = null;
            for (int i = 1; i < command.size() - 1; i++) {
                String word = command.get(i);
                if (word.equals("--id") && i + 1 < command.size() - 1) {
                    id = command.get(++i);
                } else if (word.startsWith("--id=")) {
                    id = word.substring(5);
                } else if (word.equals("--class") || word.equals("--users") || word.equals("--hotkey")) {
                    i++;
                } else if (!word.startsWith("-") && title.isEmpty()) {
                    title = word;
                }
            }
            Block menu = menu();
            int number = menu == null ? topChildren++ : menu.children++;
            push(Optional.of(new Block(command.getFirst().equals("submenu"), title, id, number, start)));
        }

        private void end() {
            Optional<Block> ended = open.poll();
            if (ended != null && ended.isPresent() && !ended.get().menu) {
                add(ended.get());
            }
        }

        private void add(Block block) {
            StringBuilder position = new StringBuilder();
            StringBuilder path = new StringBuilder();
            StringBuilder ids = new StringBuilder();
            boolean allIds = block.id != null;
            List<Optional<Block>> above = new ArrayList<>(open).reversed();
            for (Optional<Block> each : above) {
                if (each.isPresent()) {
                    Block menu = each.get();
                    position.append(menu.number).append('>');
                    path.append(menu.title).append('>');
                    ids.append(menu.id).append('>');
                    allIds &= menu.id != null;
                }
            }
            entries.add(new Entry(
                    block.title,
                    block.id,
                    position.append(block.number).toString(),
                    path.append(block.title).toString(),
                    allIds ? ids.append(block.id).toString() : null,
                    block.kernel,
                    block.initramfs,
                    block.options,
                    block.line));
        }

        private @Nullable Block menu() {
            for (Optional<Block> each : open) {
                if (each.isPresent() && each.get().menu) {
                    return each.get();
                }
            }
            return null;
        }

        private @Nullable Block entry() {
            for (Optional<Block> each : open) {
                if (each.isPresent()) {
                    return each.get().menu ? null : each.get();
                }
            }
            return null;
        }

        private void kernel(List<String> command) {
            Block block = entry();
            if (block != null && command.size() > 1) {
                block.kernel = command.get(1);
                block.options = String.join(" ", command.subList(2, command.size()));
            }
        }

        private void set(List<String> command, int start) {
            int equals = command.size() < 2 ? -1 : command.get(1).indexOf('=');
            if (equals < 1) {
                return;
            }
            String name = command.get(1).substring(0, equals);
            String value = command.get(1).substring(equals + 1);
            if (name.equals("default")) {
                defaults.add(new Default(value, conditions.isEmpty() ? "" : conditions.peek(), start));
            }
            // a value in a branch is a guess where there is one already: "set next_entry=" empties what it was
            if (conditions.isEmpty() || !variables.containsKey(name)) {
                variables.put(name, value);
            }
        }

        /** The words up to the end of a command; a brace that opens ends one, too. */
        private List<String> command() {
            List<String> command = new ArrayList<>();
            while (at < text.length() && words < MAX_WORDS) {
                char c = text.charAt(at);
                if (c == '\n' || c == ';') {
                    line += c == '\n' ? 1 : 0;
                    at++;
                    break;
                }
                if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                    line++;
                    at += 2;
                } else if (c == ' ' || c == '\t' || c == '\r') {
                    at++;
                } else if (c == '#') {
                    int end = text.indexOf('\n', at);
                    at = end < 0 ? text.length() : end;
                } else if (c == '{' || c == '}') {
                    if (c == '}' && !command.isEmpty()) {
                        break; // it is a command of its own
                    }
                    at++;
                    command.add(String.valueOf(c));
                    break;
                } else {
                    command.add(word());
                    words++;
                }
            }
            return command;
        }

        private String word() {
            StringBuilder word = new StringBuilder();
            char quote = 0;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (quote == 0 && (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ';')) {
                    break;
                }
                at++;
                line += c == '\n' ? 1 : 0;
                if (c == quote) {
                    quote = 0;
                } else if (quote == 0 && (c == '\'' || c == '"')) {
                    quote = c;
                } else if (c == '\\' && quote != '\'' && at < text.length()) {
                    char next = text.charAt(at);
                    boolean special = quote == 0 || next == '"' || next == '\\' || next == '$';
                    if (!special) {
                        word.append('\\');
                    }
                    if (next != '\n') {
                        word.append(next);
                    } else {
                        line++;
                    }
                    at++;
                } else if (c == '$' && quote != '\'') {
                    variable(word);
                } else {
                    word.append(c);
                }
            }
            return word.toString();
        }

        /** Puts its value, or {@code ${name}} if that is not known. */
        private void variable(StringBuilder word) {
            boolean braced = at < text.length() && text.charAt(at) == '{';
            int start = braced ? at + 1 : at;
            int end = start;
            while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
                end++;
            }
            String name = text.substring(start, end);
            at = braced && end < text.length() && text.charAt(end) == '}' ? end + 1 : end;
            String value = variables.get(name);
            // variables that double each other would grow without end
            if (value == null || expanded + value.length() > MAX_EXPANDED) {
                word.append("${").append(name).append('}');
            } else {
                expanded += value.length();
                word.append(value);
            }
        }
    }
}
