package io.guestkit.inspect.boot;

import io.guestkit.inspect.parse.UBootShell;
import io.guestkit.inspect.parse.UBootShell.Command;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a script of U-Boot starts, found out on paper: {@code load} says which file is at which address, {@code setenv}
 * what the command line is, and {@code booti}, {@code bootz} or {@code bootm} name the addresses. Conditions that depend on
 * the board are taken both ways; what hangs on them is assumed, and told as such.
 */
final class UBootScript {

    private static final int MAX_COMMANDS = 10_000;
    /** Of a value and of a whole command, in characters; boards take lines of one or two thousand. */
    private static final int MAX_VALUE = 4 << 10;

    private static final int MAX_NESTED = 4;
    private static final int MAX_STARTS = 50;
    private static final int MAX_CANDIDATES = 16;
    private static final Set<String> LOADS =
            Set.of("load", "fatload", "ext2load", "ext4load", "fsload", "btrload", "sqfsload");
    private static final Set<String> STARTS = Set.of("booti", "bootz", "bootm");

    /** The file system that the script is on. */
    interface Files {
        boolean isFile(String path) throws IOException;

        /** Null if there is none. */
        @Nullable
        String text(String path) throws IOException;
    }

    /**
     * A command that starts a kernel.
     *
     * @param kernel path, null if no command was seen that loads it
     * @param options null if the script sets none
     * @param line of the command
     * @param assumed variables and conditions that only the board knows, and that were taken to be as the script has them
     */
    record Start(
            @Nullable String kernel,
            List<String> initramfs,
            @Nullable String options,
            int line,
            Set<String> assumed) {}

    private enum Status {
        YES,
        NO,
        UNKNOWN
    }

    /** A branch of {@code if}, or the body of a loop. */
    private static final class Block {
        private Status condition = Status.UNKNOWN;
        /** Whether this or an earlier branch of the same {@code if} is taken, or may be. */
        private Status earlier = Status.NO;
    }

    private record Loaded(String path, boolean isThere) {}

    private final Files files;
    private final Map<String, String> variables = new HashMap<>();
    private final Set<String> conditional = new HashSet<>();
    private final Map<String, List<Loaded>> loaded = new HashMap<>();
    private final Set<String> assumed = new TreeSet<>();
    private final List<Start> starts = new ArrayList<>();
    private int budget = MAX_COMMANDS;
    private boolean over;

    private UBootScript(Files files) {
        this.files = files;
    }

    /** @param variables that are set before, such as {@code prefix} */
    static List<Start> starts(String text, Map<String, String> variables, Files files) throws IOException {
        UBootScript script = new UBootScript(files);
        script.variables.putAll(variables);
        script.run(text, 0, 0, true);
        return script.starts;
    }

    /** @param line of the command that runs it, 0 for the script itself */
    private Status run(String text, int line, int nested, boolean certain) throws IOException {
        Deque<Block> blocks = new ArrayDeque<>();
        Status status = Status.YES;
        for (Command command : UBootShell.parse(text, MAX_COMMANDS)) {
            if (over || --budget < 0) {
                break;
            }
            List<String> words = keywords(command.words(), blocks, status);
            Status reached = certain ? Status.YES : Status.UNKNOWN;
            for (Block block : blocks) {
                reached = and(reached, block.condition);
            }
            if (words.isEmpty() || reached == Status.NO) {
                continue;
            }
            boolean skipped = command.joint().equals("&&") && status == Status.NO
                    || command.joint().equals("||") && status == Status.YES;
            if (!skipped) {
                boolean alternative = command.joint().equals("||") && status == Status.UNKNOWN;
                status = execute(
                        words, line == 0 ? command.line() : line, nested, reached == Status.YES && !alternative);
            }
        }
        return status;
    }

    private static Status and(Status one, Status other) {
        if (one == Status.NO || other == Status.NO) {
            return Status.NO;
        }
        return one == Status.YES ? other : Status.UNKNOWN;
    }

    /** Takes words that make blocks from the front. */
    private List<String> keywords(List<String> words, Deque<Block> blocks, Status status) {
        List<String> rest = words;
        while (!rest.isEmpty()) {
            Block block = blocks.peek();
            switch (rest.getFirst()) {
                case "if", "while", "until" -> {
                    // the condition itself is reached as what is around it is
                    Block opened = new Block();
                    opened.condition = Status.YES;
                    if (!rest.getFirst().equals("if")) {
                        opened.earlier = Status.UNKNOWN;
                    }
                    blocks.push(opened);
                }
                case "for" -> {
                    blocks.push(new Block());
                    if (rest.size() > 1) {
                        forget(rest.get(1));
                    }
                    return List.of();
                }
                case "then", "do" -> {
                    if (block != null) {
                        Status own = block.earlier == Status.UNKNOWN && status == Status.YES ? Status.UNKNOWN : status;
                        boolean closed = block.condition == Status.NO || block.earlier == Status.YES;
                        block.condition = closed ? Status.NO : and(block.condition, own);
                        block.earlier = block.earlier == Status.YES || block.condition == Status.YES
                                ? Status.YES
                                : block.condition == Status.UNKNOWN ? Status.UNKNOWN : block.earlier;
                    }
                }
                case "elif", "else" -> {
                    if (block != null) {
                        block.condition = switch (block.earlier) {
                            case YES -> Status.NO;
                            case NO -> Status.YES;
                            case UNKNOWN -> Status.UNKNOWN;
                        };
                    }
                }
                case "fi", "done" -> {
                    if (block != null) {
                        blocks.pop();
                    }
                }
                default -> {
                    return rest;
                }
            }
            rest = rest.subList(1, rest.size());
        }
        return rest;
    }

    private Status execute(List<String> raw, int line, int nested, boolean certain) throws IOException {
        List<String> words = new ArrayList<>();
        int length = 0;
        for (String word : raw) {
            String expanded = expand(word);
            length += expanded.length() + 1;
            if (length > MAX_VALUE) {
                return Status.UNKNOWN; // a short word may stand for much, and there may be many
            }
            words.add(expanded);
        }
        String command = words.getFirst();
        if (command.equals("env") && words.size() > 1) {
            command = words.get(1).equals("set") ? "setenv" : "env " + words.get(1);
            words.removeFirst();
            raw = raw.subList(1, raw.size());
        }
        if (LOADS.contains(command)) {
            return words.size() > 4 ? load(words.get(3), words.get(4), certain) : Status.UNKNOWN;
        }
        if (STARTS.contains(command)) {
            start(words, line, certain);
            return Status.NO; // it comes back only if it failed
        }
        switch (command) {
            case "setenv" -> set(raw, words, certain);
            case "env import" -> importEnvironment(words, certain);
            case "part", "setexpr", "fdt" -> {
                for (String word : words.subList(1, words.size())) { // one of them is the variable that gets the answer
                    if (variables.containsKey(word)) {
                        forget(word);
                    }
                }
                return Status.UNKNOWN;
            }
            case "test", "[" -> {
                return test(words);
            }
            case "run" -> {
                String body = words.size() == 2 ? variables.get(words.get(1)) : null;
                return body == null || nested >= MAX_NESTED ? Status.UNKNOWN : run(body, line, nested + 1, certain);
            }
            case "echo", "true", "sleep" -> {}
            case "false" -> {
                return Status.NO;
            }
            case "exit", "reset" -> over = certain;
            default -> {
                return Status.UNKNOWN;
            }
        }
        return Status.YES;
    }

    private String expand(String word) {
        return UBootShell.expand(
                word,
                name -> {
                    if (conditional.contains(name)) {
                        assumed.add(name);
                    }
                    return variables.get(name);
                },
                MAX_VALUE);
    }

    private static boolean isKnown(String text) {
        return !text.contains("${");
    }

    /** A load that fails leaves what is at the address, so that the next one may put another file there. */
    private Status load(String address, String path, boolean certain) throws IOException {
        boolean isThere = isKnown(path) && files.isFile(path);
        List<Loaded> there = loaded.computeIfAbsent(address, key -> new ArrayList<>());
        if (certain && isThere) {
            there.clear();
        }
        if (there.size() < MAX_CANDIDATES) {
            there.add(new Loaded(path, isThere));
        }
        return isThere ? Status.YES : Status.UNKNOWN;
    }

    private @Nullable String at(String address) {
        List<Loaded> there = loaded.getOrDefault(address, List.of());
        for (Loaded each : there) {
            if (each.isThere) {
                if (there.size() > 1) {
                    assumed.add("what is loaded to " + address);
                }
                return each.path;
            }
        }
        return there.isEmpty() ? null : there.getFirst().path;
    }

    private void start(List<String> words, int line, boolean certain) {
        if (starts.size() == MAX_STARTS) {
            return;
        }
        String kernel = words.size() > 1 ? at(address(words.get(1))) : null;
        List<String> initramfs = new ArrayList<>();
        if (words.size() > 2 && !words.get(2).equals("-")) {
            String found = at(address(words.get(2)));
            initramfs.add(found == null ? words.get(2) : found);
        }
        Set<String> because = new TreeSet<>(assumed);
        if (!certain) {
            because.add("a condition");
        }
        if (conditional.contains("bootargs")) {
            because.add("bootargs");
        }
        starts.add(new Start(kernel, List.copyOf(initramfs), variables.get("bootargs"), line, because));
        over = certain;
    }

    /** Without a length, or the name of a configuration inside the image. */
    private static String address(String word) {
        int end = word.indexOf(':');
        int hash = word.indexOf('#');
        end = end < 0 || hash >= 0 && hash < end ? hash : end;
        return end < 0 ? word : word.substring(0, end);
    }

    private void set(List<String> raw, List<String> words, boolean certain) {
        if (words.size() < 2) {
            return;
        }
        String name = words.get(1);
        boolean extended = false;
        for (String word : raw.subList(2, raw.size())) {
            extended |= word.contains("${" + name + "}");
        }
        String value = String.join(" ", words.subList(2, words.size()));
        set(name, value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value, extended, certain);
    }

    /**
     * Where it is not known whether that happens: what was there stays if it is only made longer, and is not known if it
     * would be another.
     */
    private void set(String name, String value, boolean extended, boolean certain) {
        if (certain) {
            variables.put(name, value);
            conditional.remove(name);
        } else if (!extended && !variables.containsKey(name)) {
            variables.put(name, value);
            conditional.add(name);
        } else if (!extended && !value.equals(variables.get(name))) {
            forget(name);
        }
    }

    /** From here on only the board knows its value. */
    private void forget(String name) {
        variables.put(name, "${" + name + "}");
    }

    /** {@code env import -t address size}: lines of a file that was loaded. */
    private void importEnvironment(List<String> words, boolean certain) throws IOException {
        for (String word : words.subList(1, words.size())) {
            String path = at(word);
            String text = path == null || !isKnown(path) ? null : files.text(path);
            if (text != null) {
                for (Map.Entry<String, String> each :
                        UBootShell.environment(text).entrySet()) {
                    set(each.getKey(), each.getValue(), false, certain);
                }
            }
        }
    }

    private Status test(List<String> words) throws IOException {
        List<String> operands = words.subList(1, words.getLast().equals("]") ? words.size() - 1 : words.size());
        int size = operands.size();
        if (size >= 2 && operands.getFirst().equals("-e") && isKnown(operands.getLast())) {
            return files.isFile(operands.getLast()) ? Status.YES : Status.NO;
        }
        for (String operand : operands) {
            if (!isKnown(operand)) {
                return Status.UNKNOWN;
            }
        }
        if (size == 2 && operands.getFirst().equals("-n")) {
            return operands.getLast().isEmpty() ? Status.NO : Status.YES;
        }
        if (size == 2 && operands.getFirst().equals("-z")) {
            return operands.getLast().isEmpty() ? Status.YES : Status.NO;
        }
        if (size == 3 && (operands.get(1).equals("=") || operands.get(1).equals("!="))) {
            boolean same = operands.getFirst().equals(operands.getLast());
            return same == operands.get(1).equals("=") ? Status.YES : Status.NO;
        }
        return Status.UNKNOWN;
    }
}
