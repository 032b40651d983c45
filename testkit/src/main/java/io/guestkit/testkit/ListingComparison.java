package io.guestkit.testkit;

import io.guestkit.fs.FileType;
import io.guestkit.fs.FsReader;
import io.guestkit.fs.Node;
import io.guestkit.fs.NodeAttributes;
import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Everything that a reader finds in a file system, held against a listing of the corpus. */
public final class ListingComparison {

    /** What a listing states beside names, types, targets, sizes and contents of files, if its referee knows it. */
    public enum Fact {
        MODES,
        OWNERS,
        TIMES,
        XATTRS,
        DIRECTORIES
    }

    private static final int CHUNK = 1 << 16;
    /** What listings say of large files. */
    private static final String NOT_HASHED = "not-hashed";

    private final FsReader reader;
    private final Set<Fact> facts;
    private final Map<String, String> found = new TreeMap<>();
    private final Set<String> unhashed = new HashSet<>();

    private ListingComparison(FsReader reader, Set<Fact> facts) {
        this.reader = reader;
        this.facts = facts;
    }

    /**
     * What is different, or on one side only.
     *
     * @param expected as {@link Corpus#listing} gives it
     * @param facts which of its facts are facts
     */
    public static List<String> differences(FsReader reader, List<Corpus.Entry> expected, Set<Fact> facts)
            throws IOException {
        ListingComparison ours =
                new ListingComparison(reader, facts.isEmpty() ? EnumSet.noneOf(Fact.class) : EnumSet.copyOf(facts));
        for (Corpus.Entry entry : expected) {
            if (entry.content().equals(NOT_HASHED)) {
                ours.unhashed.add(entry.path());
            }
        }
        ours.visit("/", reader.root());
        Map<String, String> theirs = new TreeMap<>();
        for (Corpus.Entry entry : expected) {
            if (entry.type() != 'd' || facts.contains(Fact.DIRECTORIES)) {
                theirs.put(entry.path(), ours.line(entry));
            }
        }
        List<String> differences = new ArrayList<>();
        theirs.forEach((path, line) -> {
            String got = ours.found.remove(path);
            if (!line.equals(got)) {
                differences.add("%s is %s, expected %s".formatted(path, got, line));
            }
        });
        ours.found.forEach((path, line) -> differences.add("%s is %s, expected nothing".formatted(path, line)));
        return differences;
    }

    private String line(Corpus.Entry entry) {
        boolean file = entry.type() == 'f';
        return line(
                entry.type(),
                entry.mode(),
                entry.uid(),
                entry.gid(),
                file ? entry.size() : 0,
                entry.mtime(),
                entry.content(),
                entry.xattrs().replace(';', ',')); // listings separate them by either
    }

    private String line(char type, int mode, long uid, long gid, long size, long mtime, String content, String xattrs) {
        StringJoiner line = new StringJoiner(" ");
        line.add(String.valueOf(type)).add(Long.toString(size)).add(content);
        if (facts.contains(Fact.MODES) && type != 'l') {
            line.add(Integer.toOctalString(mode));
        }
        if (facts.contains(Fact.OWNERS)) {
            line.add(uid + ":" + gid);
        }
        if (facts.contains(Fact.TIMES)) {
            line.add("@" + mtime);
        }
        if (facts.contains(Fact.XATTRS)) {
            line.add(xattrs);
        }
        return line.toString();
    }

    private void visit(String path, Node node) throws IOException {
        NodeAttributes attributes = node.attributes();
        char type = type(attributes.type());
        if (type != 'd' || facts.contains(Fact.DIRECTORIES)) {
            String line = line(
                    type,
                    attributes.permissions(),
                    attributes.uid(),
                    attributes.gid(),
                    type == 'f' ? attributes.size() : 0,
                    attributes.modified().getEpochSecond(),
                    content(path, node),
                    facts.contains(Fact.XATTRS) ? xattrs(node) : "-");
            if (found.put(path, line) != null) {
                throw new AssertionError(path + " was found twice");
            }
        }
        if (type == 'd') {
            FsReader.EntryCursor cursor = reader.list(node);
            for (FsReader.Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
                visit((path.equals("/") ? "" : path) + "/" + escaped(entry.name()), entry.node());
            }
        }
    }

    private String content(String path, Node node) throws IOException {
        return switch (node.type()) {
            case REGULAR -> unhashed.contains(path) ? NOT_HASHED : "sha256:" + sha256(reader.content(node));
            case SYMLINK -> "->" + escaped(reader.readLink(node));
            default ->
                node.attributes()
                        .device()
                        .map(number -> "dev:" + number.major() + "," + number.minor())
                        .orElse("-");
        };
    }

    private String xattrs(Node node) throws IOException {
        StringJoiner all = new StringJoiner(",");
        all.setEmptyValue("-");
        for (Map.Entry<String, byte[]> xattr : reader.xattrs(node).entrySet()) {
            byte[] value = xattr.getValue();
            String text = value.length > 256
                    ? "sha256:" + sha256(new io.guestkit.io.BytesSource(value)) + ":" + value.length
                    : HexFormat.of().formatHex(value);
            all.add(xattr.getKey() + "=" + text);
        }
        return all.toString();
    }

    private static char type(FileType type) {
        return switch (type) {
            case REGULAR -> 'f';
            case DIRECTORY -> 'd';
            case SYMLINK -> 'l';
            case CHARACTER_DEVICE -> 'c';
            case BLOCK_DEVICE -> 'b';
            case FIFO -> 'p';
            case SOCKET -> 's';
            case UNKNOWN -> '?';
        };
    }

    private static String escaped(byte[] name) {
        StringBuilder text = new StringBuilder();
        for (char c : new String(name, StandardCharsets.ISO_8859_1).toCharArray()) {
            if (c > ' ' - 1 && c < 0x7f && c != '\\') {
                text.append(c);
            } else {
                text.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
            }
        }
        return text.toString();
    }

    private static String sha256(BlockSource content) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (long at = 0; at < content.size(); at += CHUNK) {
                digest.update(ByteBuffer.wrap(content.readBytes(at, (int) Math.min(CHUNK, content.size() - at))));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
