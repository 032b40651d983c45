package io.guestkit.fs;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Attributes by view and name, such as {@code unix:mode,uid}, under the names and in the types of the JDK. */
final class NamedAttributes {

    private NamedAttributes() {}

    /**
     * @param xattrs extended attributes of the {@code user} class, asked for only if the view needs them
     * @throws UnsupportedOperationException if there is no such view, or this node has it not
     * @throws IllegalArgumentException if the view has no attribute of that name
     */
    static Map<String, Object> read(GuestAttributes node, String viewAndNames, UserView xattrs) throws IOException {
        int colon = viewAndNames.indexOf(':');
        String view = colon < 0 ? "basic" : viewAndNames.substring(0, colon);
        Map<String, Object> all = switch (view) {
            case "basic" -> basic(node);
            case "owner" -> new HashMap<>(Map.of("owner", node.owner()));
            case "posix" -> posix(node);
            case "unix" -> unix(node);
            case "dos" -> dos(node);
            case "user" -> new LinkedHashMap<>(xattrs.all());
            default -> throw new UnsupportedOperationException("no attribute view named " + view);
        };
        return select(all, view, viewAndNames.substring(colon + 1));
    }

    private static Map<String, Object> select(Map<String, Object> all, String view, String names) {
        Map<String, Object> selected = new LinkedHashMap<>();
        for (String name : names.split(",", -1)) {
            if (name.equals("*")) {
                return all;
            }
            Object value = all.get(name);
            if (value == null) {
                throw new IllegalArgumentException("view " + view + " has no attribute named '" + name + "'");
            }
            selected.put(name, value);
        }
        return selected;
    }

    private static Map<String, Object> basic(GuestAttributes node) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("size", node.size());
        all.put("creationTime", node.creationTime());
        all.put("lastAccessTime", node.lastAccessTime());
        all.put("lastModifiedTime", node.lastModifiedTime());
        all.put("isDirectory", node.isDirectory());
        all.put("isSymbolicLink", node.isSymbolicLink());
        all.put("isRegularFile", node.isRegularFile());
        all.put("isOther", node.isOther());
        all.put("fileKey", node.fileKey());
        return all;
    }

    private static Map<String, Object> posix(GuestAttributes node) {
        Map<String, Object> all = basic(node);
        all.put("permissions", node.permissions());
        all.put("owner", node.owner());
        all.put("group", node.group());
        return all;
    }

    /** As {@code struct stat} has them; a number above 2³¹ is negative, as in the JDK's own view. */
    private static Map<String, Object> unix(GuestAttributes node) {
        NodeAttributes stat = node.node().attributes();
        Map<String, Object> all = posix(node);
        all.put("mode", stat.type().bits() | stat.permissions());
        all.put("ino", node.node().id());
        all.put("dev", (long) node.node().device());
        all.put("rdev", stat.device().isPresent() ? stat.device().get().toLong() : 0L);
        all.put("nlink", (int) Math.min(stat.links(), Integer.MAX_VALUE));
        all.put("uid", (int) stat.uid());
        all.put("gid", (int) stat.gid());
        all.put("ctime", node.changeTime());
        return all;
    }

    private static Map<String, Object> dos(GuestAttributes node) {
        Map<String, Object> all = basic(node);
        all.put(
                "attributes",
                DosView.require(node).node().attributes().dosFlags().orElseThrow());
        all.put("readonly", node.isReadOnly());
        all.put("hidden", node.isHidden());
        all.put("system", node.isSystem());
        all.put("archive", node.isArchive());
        return all;
    }
}
