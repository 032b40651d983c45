package io.guestkit.migrate.pipeline;

import io.guestkit.inspect.document.Json;
import io.guestkit.migrate.pipeline.io.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A program as a hook. It gets the context as a JSON document on standard input; what it prints goes to whoever watches;
 * it fails by an exit status other than 0.
 *
 * @param command the program and its arguments, which no shell gets to see
 * @param directory in which it runs; that of this process if empty
 * @param limit after which it is ended, and has failed; none if empty
 */
public record CommandHook(List<String> command, Optional<Path> directory, Optional<Duration> limit) implements Hook {

    public CommandHook {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command of no words");
        }
    }

    @Override
    public void run(Call call) throws IOException {
        ByteArrayOutputStream context = new ByteArrayOutputStream();
        Json.printLine(call.document(), context);
        new Program(command, directory, limit).succeed(context.toByteArray(), call.note(), call.cancellation());
    }
}
