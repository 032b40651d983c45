package io.guestkit.inspect.language;

import io.guestkit.inspect.report.Application;
import org.jspecify.annotations.Nullable;

/** What RubyGems writes of an installed gem: Ruby, with a line {@code # stub: NAME VERSION PLATFORM PATHS} on top. */
final class GemSpecification {

    private static final String STUB = "# stub: ";

    private GemSpecification() {}

    /** @return null if there is no such line */
    static @Nullable Application parse(String text, String path) {
        for (String line : text.lines().limit(10).toList()) {
            if (line.startsWith(STUB)) {
                String[] words = line.substring(STUB.length()).split(" ", -1);
                if (words.length >= 3 && !words[0].isEmpty()) {
                    return Application.of("gem", words[0], words[1])
                            .arch(words[2].equals("ruby") ? null : words[2])
                            .url(assigned(text, "homepage"))
                            .summary(assigned(text, "summary"))
                            .installPath(path)
                            .build();
                }
            }
        }
        return null;
    }

    /** The text in {@code s.NAME = "text".freeze}; null if it is no plain text. */
    private static @Nullable String assigned(String text, String name) {
        String start = "\n  s." + name + " = \"";
        int at = text.indexOf(start);
        int end = at < 0 ? -1 : text.indexOf('"', at + start.length());
        String value = end < 0 ? null : text.substring(at + start.length(), end);
        return value == null || value.indexOf('\\') >= 0 || value.indexOf('#') >= 0 ? null : value;
    }
}
