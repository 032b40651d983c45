package io.guestkit.cli;

import java.io.IOException;
import java.util.List;

/** {@code help}: what there is. */
final class HelpCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "help",
                "[COMMAND]",
                0,
                1,
                "All commands, or one of them",
                List.of(),
                List.of("", "all commands", "find", "what find can do"),
                List.of());
    }

    @Override
    public int run(Invocation call) throws IOException {
        if (call.operands().isEmpty()) {
            Help.printAll(call.streams());
            return ExitCode.OK;
        }
        String name = call.operands().getFirst();
        Command command = Commands.named(name);
        if (command == null) {
            throw new UsageException("unknown command " + name + Suggestion.of(name, Commands.NAMES));
        }
        Help.print(command.usage(), call.streams());
        return ExitCode.OK;
    }
}
