package io.guestkit.fs.ntfs;

import io.guestkit.fs.Utf16Names;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a link leads, in the words of POSIX. A target that Windows starts at a drive or at the root is looked for on this
 * volume and, if it is there, worded relative to the link, so that it holds wherever the file system is in a larger tree.
 * Of drives and volumes nothing is known here: what is not on this volume leads into {@code /.NTFS-3G}, the folder in which
 * ntfs-3g has a user say where the other drives are.
 */
final class LinkTarget {

    private static final String OTHER_DRIVES = "/.NTFS-3G";

    private final Names names;

    LinkTarget(Names names) {
        this.names = names;
    }

    byte[] of(ReparsePoint link, AttributeSet file) throws IOException {
        if (link.tag() == ReparsePoint.LX_SYMLINK) {
            return link.linuxTarget();
        }
        String target = link.substituteName();
        long parent = Reference.number(Names.first(file).parent());
        return Utf16Names.toBytes(translate(target, link.isRelative(), parent));
    }

    private String translate(String target, boolean relative, long parent) {
        if (relative && !target.startsWith("\\")) {
            List<String> path = elements(target);
            List<String> stored = names.resolve(parent, path);
            return String.join("/", stored == null ? path : stored);
        }
        String rest = withoutPrefix(target);
        if (rest == null && target.startsWith("\\")) {
            List<String> path = elements(target);
            String found = onThisVolume(path, parent);
            return found == null ? "/" + String.join("/", path) : found;
        }
        String absolute = rest == null ? target : rest;
        boolean drive = absolute.length() >= 2
                && absolute.charAt(1) == ':'
                && (absolute.length() == 2 || absolute.charAt(2) == '\\');
        if (drive) {
            List<String> path = elements(absolute.substring(2));
            // every volume has a root: that alone does not tell which drive this one is
            String found = path.isEmpty() ? null : onThisVolume(path, parent);
            if (found != null) {
                return found;
            }
        }
        return OTHER_DRIVES + "/" + String.join("/", elements(absolute));
    }

    /** What follows the prefixes that tell Windows that a path is one of its own. */
    private static @Nullable String withoutPrefix(String target) {
        return target.startsWith("\\??\\") || target.startsWith("\\\\?\\") ? target.substring(4) : null;
    }

    private @Nullable String onThisVolume(List<String> path, long parent) {
        List<String> stored = names.resolve(Mft.ROOT, path);
        int depth = names.depth(parent);
        if (stored == null || depth < 0) {
            return null;
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            all.add("..");
        }
        all.addAll(stored);
        return all.isEmpty() ? "." : String.join("/", all);
    }

    private static List<String> elements(String path) {
        List<String> elements = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= path.length(); i++) {
            if (i == path.length() || path.charAt(i) == '\\') {
                if (i > start) {
                    elements.add(path.substring(start, i));
                }
                start = i + 1;
            }
        }
        return elements;
    }
}
