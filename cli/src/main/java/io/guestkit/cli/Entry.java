package io.guestkit.cli;

import io.guestkit.fs.FileType;
import io.guestkit.fs.GuestFileSystem;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code find} and {@code ls} tell of a file, symbolic links not followed.
 *
 * @param id the same for two paths if they are the same file
 * @param permissions the lower twelve bits of {@code st_mode}
 * @param device {@code st_rdev} of device nodes
 */
record Entry(
        Path path,
        FileType type,
        Object id,
        int permissions,
        long uid,
        long gid,
        long links,
        long size,
        Instant modified,
        long device) {

    private static final String ATTRIBUTES = "unix:mode,ino,nlink,uid,gid,rdev,size,lastModifiedTime,fileKey";

    static Entry of(Path path) throws IOException {
        return path.getFileSystem() instanceof GuestFileSystem
                ? of(path, GuestFileSystem.node(path, LinkOption.NOFOLLOW_LINKS))
                : ofAttributes(path);
    }

    private static Entry of(Path path, Node node) {
        NodeAttributes stat = node.attributes();
        return new Entry(
                path,
                stat.type(),
                new NodeKey(node.device(), node.id()),
                stat.permissions(),
                stat.uid(),
                stat.gid(),
                stat.links(),
                stat.size(),
                stat.modified(),
                stat.device().map(NodeAttributes.DeviceNumber::toLong).orElse(0L));
    }

    private record NodeKey(int device, long id) {}

    private static Entry ofAttributes(Path path) throws IOException {
        Map<String, Object> stat = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        int mode = (int) number(stat, "mode");
        Object key = stat.get("fileKey");
        return new Entry(
                path,
                FileType.ofMode(mode),
                key != null ? key : number(stat, "ino"),
                mode & 0xfff,
                number(stat, "uid") & 0xffff_ffffL,
                number(stat, "gid") & 0xffff_ffffL,
                number(stat, "nlink") & 0xffff_ffffL,
                number(stat, "size"),
                modified(stat),
                number(stat, "rdev"));
    }

    private static long number(Map<String, Object> stat, String name) {
        return stat.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static Instant modified(Map<String, Object> stat) {
        return stat.get("lastModifiedTime") instanceof FileTime time ? time.toInstant() : Instant.EPOCH;
    }

    boolean isDirectory() {
        return type == FileType.DIRECTORY;
    }

    boolean isDevice() {
        return type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
    }

    /** {@code major:minor}, as Linux packs them. */
    String deviceNumber() {
        long major = device >>> 8 & 0xfff | device >>> 32 & 0xffff_f000L;
        long minor = device & 0xff | device >>> 12 & 0xffff_ff00L;
        return major + ":" + minor;
    }

    String typeName() {
        return switch (type) {
            case REGULAR -> "file";
            case DIRECTORY -> "dir";
            case SYMLINK -> "symlink";
            case CHARACTER_DEVICE -> "char";
            case BLOCK_DEVICE -> "block";
            case FIFO -> "fifo";
            case SOCKET -> "socket";
            case UNKNOWN -> "unknown";
        };
    }

    /** As {@code ls -l} writes it: {@code -rwsr-xr-x}. */
    String modeString() {
        char[] text = new char[10];
        text[0] = switch (type) {
            case REGULAR -> '-';
            case DIRECTORY -> 'd';
            case SYMLINK -> 'l';
            case CHARACTER_DEVICE -> 'c';
            case BLOCK_DEVICE -> 'b';
            case FIFO -> 'p';
            case SOCKET -> 's';
            case UNKNOWN -> '?';
        };
        for (int bit = 0; bit < 9; bit++) {
            text[1 + bit] = (permissions >> 8 - bit & 1) != 0 ? "rwx".charAt(bit % 3) : '-';
        }
        markSpecial(text, 04000, 3, 's');
        markSpecial(text, 02000, 6, 's');
        markSpecial(text, 01000, 9, 't');
        return new String(text);
    }

    private void markSpecial(char[] text, int bit, int at, char mark) {
        if ((permissions & bit) != 0) {
            text[at] = text[at] == 'x' ? mark : Character.toUpperCase(mark);
        }
    }

    /** Four octal digits. */
    String mode() {
        String digits = Integer.toOctalString(permissions);
        return "0000".substring(digits.length()) + digits;
    }

    /**
     * The object that JSON Lines hold.
     *
     * @param target of a symbolic link
     * @param sha256 of the content, where it was asked for
     */
    Map<String, Object> facts(Map<String, byte[]> xattrs, @Nullable String target, @Nullable String sha256) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("path", path.toString());
        facts.put("type", typeName());
        facts.put("mode", mode());
        facts.put("uid", uid);
        facts.put("gid", gid);
        facts.put("nlink", links);
        facts.put("size", size);
        facts.put("mtime", Text.utc(modified));
        if (target != null) {
            facts.put("target", target);
        }
        if (isDevice()) {
            facts.put("rdev", deviceNumber());
        }
        Map<String, Object> encoded = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> xattr : xattrs.entrySet()) {
            encoded.put(xattr.getKey(), Base64.getEncoder().encodeToString(xattr.getValue()));
        }
        facts.put("xattrs", encoded);
        if (sha256 != null) {
            facts.put("sha256", sha256);
        }
        return facts;
    }
}
