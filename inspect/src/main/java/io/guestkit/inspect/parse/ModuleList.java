package io.guestkit.inspect.parse;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** modules.dep and modules.builtin of depmod(8): a module's file at the start of each line. */
public final class ModuleList {

    private static final long MAX_FILE = 64L << 20;

    private ModuleList() {}

    /**
     * Takes the modules that are listed out of {@code wanted}.
     *
     * @param in stays the caller's to close
     * @param wanted names with underscores, such as {@code virtio_blk}
     */
    public static void strike(InputStream in, Set<String> wanted) throws IOException {
        ByteLines lines = new ByteLines(in, MAX_FILE);
        while (!wanted.isEmpty() && lines.next()) {
            int colon = lines.indexOf(':', 0);
            int end = colon < 0 ? lines.length() : colon;
            int start = end;
            while (start > 0 && lines.at(start - 1) != '/') {
                start--;
            }
            // A name is cut out only of lines that may be meant: there are thousands of others.
            if (end - start > 6 && lines.at(start) == 'v' && lines.at(start + 1) == 'i') {
                wanted.remove(moduleName(lines.text(start, end)));
            }
        }
    }

    /** The name of the module in a file such as {@code virtio-rng.ko.xz}: files may spell it with hyphens. */
    public static String moduleName(String file) {
        int dot = file.indexOf(".ko");
        return (dot < 0 ? file : file.substring(0, dot)).replace('-', '_');
    }
}
