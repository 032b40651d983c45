package io.guestkit.cli;

/** Completion scripts, made of the same table as the parser. */
final class Completion {

    private Completion() {}

    static String bash() {
        StringBuilder script = new StringBuilder(4096);
        script.append("# bash completion for guestkit\n_guestkit() {\n")
                .append(
                        "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= word words=\n")
                .append("    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n")
                .append("        case $word in -*) ;; *) command=$word; break ;; esac\n    done\n")
                .append("    case $previous in\n");
        for (Flag flag : Flag.values()) {
            if (flag == Flag.OUTPUT) {
                script.append("        ").append(flag).append(") words='");
                script.append(String.join(" ", flag.choices())).append("'; [ \"$command\" != packages ] || words='");
                script.append(String.join(" ", Flag.SBOM.choices()))
                        .append("'; [ \"$command\" != machine ] || words='");
                script.append(String.join(" ", Flag.MACHINE.choices()))
                        .append("'; COMPREPLY=($(compgen -W \"$words\" -- \"$current\")); return ;;\n");
            } else if (!flag.choices().isEmpty() && flag != Flag.SBOM && flag != Flag.MACHINE) {
                script.append("        ").append(flag).append(") COMPREPLY=($(compgen -W \"");
                script.append(String.join(" ", flag.choices())).append("\" -- \"$current\")); return ;;\n");
            } else if (flag == Flag.ALLOW_PATH) {
                script.append("        ")
                        .append(flag)
                        .append(") COMPREPLY=($(compgen -d -- \"$current\")); return ;;\n");
            }
        }
        script.append("    esac\n    case $command in\n");
        script.append("        '') words='")
                .append(String.join(" ", Commands.NAMES))
                .append(" --help --version' ;;\n");
        for (String name : Commands.NAMES) {
            script.append("        ").append(name).append(") words='");
            script.append(words(name)).append("' ;;\n");
        }
        script.append("    esac\n")
                .append(
                        "    if [[ -z $command || $current == -* || $command == help || $command == completion ]]; then\n")
                .append("        COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n")
                .append("    else\n        compopt -o filenames 2>/dev/null\n")
                .append("        COMPREPLY=($(compgen -f -- \"$current\"))\n    fi\n}\n")
                .append("complete -F _guestkit guestkit\n");
        return script.toString();
    }

    private static String words(String command) {
        StringBuilder words = new StringBuilder();
        if (command.equals("help")) {
            words.append(String.join(" ", Commands.NAMES)).append(' ');
        } else if (command.equals("completion")) {
            words.append("bash zsh ");
        }
        for (Flag flag : Arguments.flags(Commands.usage(command))) {
            words.append(flag).append(' ');
        }
        return words.toString().stripTrailing();
    }

    static String zsh() {
        StringBuilder script = new StringBuilder(8192);
        script.append("#compdef guestkit\n\n_guestkit() {\n    local -a commands\n    commands=(\n");
        for (String name : Commands.NAMES) {
            script.append("        ")
                    .append(quoted(name + ":" + Commands.usage(name).summary()))
                    .append('\n');
        }
        script.append(
                        "    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        return\n    fi\n")
                .append("    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $command in\n");
        for (String name : Commands.NAMES) {
            Usage usage = Commands.usage(name);
            script.append("        ").append(name).append(")\n            _arguments -s");
            for (Flag flag : Arguments.flags(usage)) {
                script.append(" \\\n                ").append(quoted(zshFlag(flag)));
            }
            script.append(" \\\n                ")
                    .append(quoted(zshOperands(name)))
                    .append(" ;;\n");
        }
        script.append("    esac\n}\n\n_guestkit \"$@\"\n");
        return script.toString();
    }

    private static String zshFlag(Flag flag) {
        String meaning = flag.meaning().replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
        StringBuilder spec = new StringBuilder();
        spec.append(flag.repeatable() ? "*" : "")
                .append(flag)
                .append('[')
                .append(meaning)
                .append(']');
        if (!flag.choices().isEmpty()) {
            spec.append(':')
                    .append(flag.argument())
                    .append(":(")
                    .append(String.join(" ", flag.choices()))
                    .append(')');
        } else if (flag.argument() != null) {
            String action =
                    flag == Flag.ALLOW_PATH ? "_files -/" : flag == Flag.ADD || flag == Flag.IMAGE ? "_files" : " ";
            spec.append(':').append(flag.argument()).append(':').append(action);
        }
        return spec.toString();
    }

    private static String zshOperands(String command) {
        return switch (command) {
            case "help" -> "1:command:(" + String.join(" ", Commands.NAMES) + ")";
            case "completion" -> "1:shell:(bash zsh)";
            default -> "*:file:_files";
        };
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
