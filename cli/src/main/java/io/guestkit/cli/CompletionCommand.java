package io.guestkit.cli;

import java.io.IOException;
import java.util.List;

/** {@code completion}: a script that teaches a shell what this command line takes. */
final class CompletionCommand implements Command {

    @Override
    public Usage usage() {
        return new Usage(
                "completion",
                "bash|zsh",
                1,
                1,
                "A script that completes this command line in a shell",
                List.of(),
                List.of(
                        "bash > ~/.local/share/bash-completion/completions/guestkit",
                        "for every bash to come",
                        "zsh > ~/.zfunc/_guestkit",
                        "for every zsh whose fpath has ~/.zfunc"),
                List.of());
    }

    @Override
    public int run(Invocation call) throws IOException {
        String shell = call.operands().getFirst();
        String script = switch (shell) {
            case "bash" -> Completion.bash();
            case "zsh" -> Completion.zsh();
            default -> throw new UsageException("no completion for " + shell + ", only for bash and zsh");
        };
        call.streams().out().write(Text.bytes(script));
        return ExitCode.OK;
    }
}
