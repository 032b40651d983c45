package io.guestkit.inspect.parse;

import java.util.ArrayList;
import java.util.List;

/**
 * The settings {@code filter} and {@code global_filter} of lvm.conf(5): which devices LVM looks at. The first pattern that
 * fits decides; what none fits is looked at. Patterns are compared as texts and never run, since whoever wrote them may
 * have wished that they take long.
 */
public final class LvmConfiguration {

    /** Where it is, without a slash in front: in a guest and in its initramfs. */
    public static final List<String> PATHS = List.of("etc/lvm/lvm.conf", "etc/lvm/lvmlocal.conf");

    /** More than LVM's own, which is mostly comments, in bytes. */
    public static final int MAX_LENGTH = 1 << 20;

    private static final String VIRTIO = " \"a|^/dev/vd|\",";

    private static final List<String> ALL =
            List.of("", ".", ".*", ".*/", "/", "/.*", "/dev", "/dev/", "/dev/.*", "/dev/*", "/dev/.+");

    /**
     * A list of patterns.
     *
     * @param start of its name in the text
     * @param inside where its first pattern may be put
     * @param end behind its bracket
     */
    private record Filter(int start, int inside, int end, List<String> patterns) {

        /** Whether it takes some devices, and none of virtio. */
        boolean shutsOutVirtio() {
            boolean takesSome = false;
            for (String pattern : patterns) {
                String devices = devices(pattern);
                if (pattern.startsWith("a")) {
                    if (ALL.contains(devices) || namesVirtio(devices)) {
                        return false;
                    }
                    takesSome = true;
                } else if (pattern.startsWith("r") && ALL.contains(devices)) {
                    return takesSome; // none at all is meant to be none elsewhere, too
                }
            }
            return false;
        }

        /** What is between the delimiters, without anchors. */
        private static String devices(String pattern) {
            int start = Math.min(2, pattern.length());
            int end = Math.max(start, pattern.length() - 1);
            if (start < end && pattern.charAt(start) == '^') {
                start++;
            }
            if (start < end && pattern.charAt(end - 1) == '$') {
                end--;
            }
            return pattern.substring(start, end);
        }

        /** {@code vd}, but not {@code xvd}; a class of letters with a v in it before the d; links that last. */
        private static boolean namesVirtio(String devices) {
            for (int at = devices.indexOf("vd"); at >= 0; at = devices.indexOf("vd", at + 1)) {
                if (at == 0 || devices.charAt(at - 1) != 'x') {
                    return true;
                }
            }
            int close = devices.indexOf("]d");
            int open = close < 0 ? -1 : devices.lastIndexOf('[', close);
            return open >= 0 && devices.substring(open, close).indexOf('v') > 0
                    || devices.contains("lvm-pv-uuid")
                    || devices.contains("by-id/virtio");
        }
    }

    private final String text;
    private final List<Filter> filters = new ArrayList<>();

    private LvmConfiguration(String text) {
        this.text = text;
    }

    /** Reads what stands there, as far as it can be understood. */
    public static LvmConfiguration parse(String text) {
        LvmConfiguration configuration = new LvmConfiguration(text);
        configuration.read();
        return configuration;
    }

    /** The filters that take some devices, but no disks of virtio, each as it is written. */
    public List<String> withoutVirtio() {
        List<String> found = new ArrayList<>();
        for (Filter filter : filters) {
            if (filter.shutsOutVirtio()) {
                found.add(text.substring(filter.start, filter.end));
            }
        }
        return found;
    }

    /** The text, in which those filters take disks of virtio, too. */
    public String withVirtio() {
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (Filter filter : filters) {
            if (filter.shutsOutVirtio()) {
                out.append(text, at, filter.inside).append(VIRTIO);
                at = filter.inside;
            }
        }
        return out.append(text.substring(at)).toString();
    }

    private void read() {
        for (int at = 0; at < text.length(); ) {
            char c = text.charAt(at);
            if (c == '#') {
                at = endOfLine(at);
            } else if (c == '"') {
                at = endOfString(at);
            } else if (isName(c)) {
                int end = at;
                while (end < text.length() && isName(text.charAt(end))) {
                    end++;
                }
                int slash = end; // of devices/filter
                while (slash > at && text.charAt(slash - 1) != '/') {
                    slash--;
                }
                String name = text.substring(slash, end);
                at = name.equals("filter") || name.equals("global_filter") ? list(at, end) : end;
            } else {
                at++;
            }
        }
    }

    /** @return where to go on */
    private int list(int start, int name) {
        int at = blanks(name);
        at = at < text.length() && text.charAt(at) == '=' ? blanks(at + 1) : text.length();
        if (at >= text.length() || text.charAt(at) != '[') {
            return name;
        }
        int inside = ++at;
        List<String> patterns = new ArrayList<>();
        while (at < text.length() && text.charAt(at) != ']') {
            char c = text.charAt(at);
            if (c == '"') {
                int end = endOfString(at);
                patterns.add(text.substring(at + 1, Math.max(at + 1, end - 1)));
                at = end;
            } else {
                at = c == '#' ? endOfLine(at) : at + 1;
            }
        }
        int end = Math.min(at + 1, text.length());
        filters.add(new Filter(start, inside, end, List.copyOf(patterns)));
        return end;
    }

    private int blanks(int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private int endOfLine(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private int endOfString(int from) {
        int at = from + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, text.length());
    }

    private static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '/';
    }
}
