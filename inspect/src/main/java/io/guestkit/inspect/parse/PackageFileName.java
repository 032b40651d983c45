package io.guestkit.inspect.parse;

import io.guestkit.inspect.report.Application;
import org.jspecify.annotations.Nullable;

/** Packages whose name and version stand in the name of a file or folder, with nothing but hyphens between. */
public final class PackageFileName {

    private PackageFileName() {}

    /**
     * Slackware: {@code name-version-arch-build}, read from the end.
     *
     * @return null if it is not of that form
     */
    public static Application.@Nullable Builder slackware(String name) {
        int build = name.lastIndexOf('-');
        int arch = build <= 0 ? -1 : name.lastIndexOf('-', build - 1);
        int version = arch <= 0 ? -1 : name.lastIndexOf('-', arch - 1);
        return version <= 0
                ? null
                : Application.of("slackware", name.substring(0, version), name.substring(version + 1, arch))
                        .arch(name.substring(arch + 1, build))
                        .release(name.substring(build + 1));
    }

    /**
     * Gentoo: {@code name-version} or {@code name-version-rN}; a version starts with a digit (PMS, "Names and Versions").
     *
     * @return null if it is not of that form
     */
    public static Application.@Nullable Builder portage(String category, String name) {
        int end = name.length();
        int revision = name.lastIndexOf("-r");
        if (revision > 0 && isNumber(name, revision + 2, end)) {
            end = revision;
        }
        int version = name.lastIndexOf('-', end - 1);
        if (version <= 0 || version + 1 >= end || !isDigit(name.charAt(version + 1))) {
            return null;
        }
        return Application.of("ebuild", category + "/" + name.substring(0, version), name.substring(version + 1, end))
                .release(end == name.length() ? null : name.substring(end + 1));
    }

    /**
     * Void and the BSDs: {@code name-version}, where the version starts behind the last hyphen that a digit follows.
     *
     * @return index of that hyphen, or -1
     */
    public static int versionOf(String name) {
        for (int at = name.lastIndexOf('-'); at > 0; at = name.lastIndexOf('-', at - 1)) {
            if (at + 1 < name.length() && isDigit(name.charAt(at + 1))) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isNumber(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return start < end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
