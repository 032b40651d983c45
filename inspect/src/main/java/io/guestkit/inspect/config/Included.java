package io.guestkit.inspect.config;

/** Names of files that another file includes. */
final class Included {

    private Included() {}

    /**
     * The path below the guest's root.
     *
     * @param target as written: absolute, or relative to the directory of the file that names it
     * @param from path of that file
     */
    static String path(String target, String from) {
        String path =
                target.startsWith("/") ? target.substring(1) : from.substring(0, from.lastIndexOf('/') + 1) + target;
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
