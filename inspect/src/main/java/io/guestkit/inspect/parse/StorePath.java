package io.guestkit.inspect.parse;

import org.jspecify.annotations.Nullable;

/**
 * What the path of an object in a store of Nix or Guix says: {@code /nix/store/HASH-NAME-VERSION-OUTPUT}. Nix manual,
 * "Store Path" and {@code builtins.parseDrvName}.
 *
 * @param name of the package
 * @param version empty if the name has none: configuration, scripts, sources
 * @param output of the package that this is, such as {@code bin} or {@code dev}; empty for the main one, and if that is not
 *     known
 */
public record StorePath(String name, String version, String output) {

    private static final int HASH = 32;

    /**
     * @param path one component below the store
     * @param deriver path of what it was built from, which alone tells outputs and versions apart; null if not known
     * @return null if that is no path of an object
     */
    public static @Nullable StorePath parse(String path, @Nullable String deriver) {
        String full = nameOf(path);
        if (full == null) {
            return null;
        }
        String built = deriver != null && deriver.endsWith(".drv")
                ? nameOf(deriver.substring(0, deriver.length() - ".drv".length()))
                : null;
        String output = "";
        if (built != null && full.startsWith(built + "-")) {
            output = full.substring(built.length() + 1);
            full = built;
        }
        for (int i = 0; i + 1 < full.length(); i++) {
            if (full.charAt(i) == '-' && !isLetter(full.charAt(i + 1))) {
                return new StorePath(full.substring(0, i), full.substring(i + 1), output);
            }
        }
        return new StorePath(full, "", output);
    }

    private static @Nullable String nameOf(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.length() > HASH + 1 && last.charAt(HASH) == '-' ? last.substring(HASH + 1) : null;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
