package io.guestkit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The bytes of this process's command line, where the system tells. */
final class RawArguments {

    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

    private RawArguments() {}

    /** The last {@code count} arguments, as {@link Text} writes bytes that are no UTF-8. */
    static Optional<String[]> last(int count) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(COMMAND_LINE);
        } catch (IOException e) {
            return Optional.empty();
        }
        List<String> all = split(bytes);
        return all.size() < count
                ? Optional.empty()
                : Optional.of(all.subList(all.size() - count, all.size()).toArray(new String[0]));
    }

    static List<String> split(byte[] bytes) {
        List<String> all = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                all.add(Text.of(Arrays.copyOfRange(bytes, start, i)));
                start = i + 1;
            }
        }
        return all;
    }
}
