package io.guestkit.inspect.parse;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code [epoch:]upstream[-revision]} of Debian Policy 5.6.12.
 *
 * @param epoch empty if there is none, or none that is a number
 */
public record DebianVersion(OptionalLong epoch, String upstream, Optional<String> revision) {

    /** The epoch ends at the first colon, the revision starts behind the last hyphen. */
    public static DebianVersion parse(String text) {
        int colon = text.indexOf(':');
        OptionalLong epoch = colon < 0 ? OptionalLong.empty() : number(text, colon);
        int start = epoch.isPresent() ? colon + 1 : 0;
        int hyphen = text.lastIndexOf('-');
        if (hyphen < start) {
            return new DebianVersion(epoch, text.substring(start), Optional.empty());
        }
        return new DebianVersion(epoch, text.substring(start, hyphen), Optional.of(text.substring(hyphen + 1)));
    }

    private static OptionalLong number(String text, int end) {
        if (end == 0 || end > 10) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(Long.parseLong(text, 0, end, 10));
    }
}
