package io.guestkit.codec.tar;

import io.guestkit.codec.tar.TarMember.Kind;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a tar has, and where. Only headers are read. */
public final class TarArchive {

    private static final int MAX_HEADERS = 10_000;
    /** Longest name or pax header that is looked at, in bytes. */
    private static final int MAX_EXTENSION = 64 << 10;

    private final BlockSource source;
    private final List<TarMember> members;

    private TarArchive(BlockSource source, List<TarMember> members) {
        this.source = source;
        this.members = List.copyOf(members);
    }

    /** Whether a file starts as a tar does. */
    public static boolean isOne(BlockSource source) throws IOException {
        return source.size() >= TarHeader.LENGTH && TarHeader.isOne(header(source, 0));
    }

    /**
     * Reads the headers.
     *
     * @param source borrowed
     * @throws UnsupportedFeatureException if it has more than 10 000 of them
     */
    public static TarArchive read(BlockSource source) throws IOException {
        return new Reader(source).read();
    }

    private static StructView header(BlockSource source, long offset) throws IOException {
        return StructView.bigEndian("tar header", source, offset, TarHeader.LENGTH);
    }

    /** All that it has, in its order. */
    public List<TarMember> members() {
        return members;
    }

    /** The regular files, in their order. */
    public List<TarMember> files() {
        List<TarMember> files = new ArrayList<>();
        for (TarMember member : members) {
            if (member.kind() == Kind.FILE) {
                files.add(member);
            }
        }
        return files;
    }

    /**
     * The regular file of that name.
     *
     * @throws CorruptDataException if there are several
     */
    public Optional<TarMember> file(String name) throws CorruptDataException {
        TarMember found = null;
        for (TarMember member : files()) {
            if (member.name().equals(plain(name))) {
                if (found != null) {
                    throw new CorruptDataException("tar: has two members named " + name);
                }
                found = member;
            }
        }
        return Optional.ofNullable(found);
    }

    /**
     * Makes sure that a member can be read in place.
     *
     * @return the member
     */
    public TarMember readable(TarMember member) throws CorruptDataException, UnsupportedFeatureException {
        if (member.sparse()) {
            throw new UnsupportedFeatureException(
                    "tar: %s is a sparse member, which cannot be read in place; unpack it".formatted(member.name()));
        }
        if (member.size() > source.size() - member.offset()) {
            throw new CorruptDataException("tar: %s has %d bytes at 0x%x, the file ends at 0x%x; was it truncated?"
                    .formatted(member.name(), member.size(), member.offset(), source.size()));
        }
        return member;
    }

    private static String plain(String name) {
        String plain = name;
        while (plain.startsWith("./")) {
            plain = plain.substring(2);
        }
        while (plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        return plain.equals(".") ? "" : plain;
    }

    /** What headers say about the member behind them. */
    private static final class Reader {
        private final BlockSource source;
        private final List<TarMember> members = new ArrayList<>();
        private @Nullable String name;
        private @Nullable String target;
        private long size = -1;
        private long uid = -1;
        private long gid = -1;
        private boolean sparse;
        private boolean attributes;

        Reader(BlockSource source) {
            this.source = source;
        }

        TarArchive read() throws IOException {
            long at = 0;
            for (int count = 0; at <= source.size() - TarHeader.LENGTH; count++) {
                StructView s = header(source, at);
                if (TarHeader.isEnd(s)) {
                    break;
                }
                if (count == MAX_HEADERS) {
                    throw new UnsupportedFeatureException("tar: has more than " + MAX_HEADERS + " headers");
                }
                at = member(TarHeader.parse(s), at + TarHeader.LENGTH);
            }
            return new TarArchive(source, members);
        }

        /** @return where the next header is, in or behind the file */
        private long member(TarHeader header, long data) throws IOException {
            long length = header.size();
            switch (header.type()) {
                case 'x' -> pax(extension(header, data));
                case 'L' -> name = text(extension(header, data));
                case 'K' -> target = text(extension(header, data));
                case 'g' -> {
                    // remarks about all that follows
                }
                default -> {
                    length = size >= 0 ? size : length;
                    String full = name != null ? name : header.name();
                    Kind kind = kind(header, full);
                    if (header.type() >= '1' && header.type() <= '6') {
                        length = 0; // links, devices and directories have no content, whatever their size says
                    }
                    boolean link = kind == Kind.SYMBOLIC_LINK || kind == Kind.HARD_LINK;
                    String to = !link ? "" : target != null ? target : header.target();
                    members.add(new TarMember(
                            plain(full),
                            kind,
                            header.mode(),
                            uid >= 0 ? uid : header.uid(),
                            gid >= 0 ? gid : header.gid(),
                            kind == Kind.HARD_LINK ? plain(to) : to,
                            data,
                            kind == Kind.FILE ? length : 0,
                            sparse || header.type() == 'S',
                            attributes));
                    forget();
                }
            }
            if (length > source.size() - data) {
                return source.size(); // the last one, and cut short
            }
            return (data + length + TarHeader.LENGTH - 1) & -TarHeader.LENGTH; // not far behind the end of a file
        }

        private void forget() {
            name = null;
            target = null;
            size = -1;
            uid = -1;
            gid = -1;
            sparse = false;
            attributes = false;
        }

        private static Kind kind(TarHeader header, String name) {
            return switch (header.type()) {
                case '0', 0, '7', 'S' -> name.endsWith("/") ? Kind.DIRECTORY : Kind.FILE; // as old tars say it
                case '1' -> Kind.HARD_LINK;
                case '2' -> Kind.SYMBOLIC_LINK;
                case '5' -> Kind.DIRECTORY;
                default -> Kind.OTHER;
            };
        }

        private byte[] extension(TarHeader header, long data) throws IOException {
            if (header.size() > MAX_EXTENSION || header.size() > source.size() - data) {
                throw new CorruptDataException(
                        "tar: an extended header has %d bytes, expected at most %d and inside the file"
                                .formatted(header.size(), MAX_EXTENSION));
            }
            return source.readBytes(data, (int) header.size());
        }

        private static String text(byte[] bytes) {
            int end = 0;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            return new String(bytes, 0, end, StandardCharsets.UTF_8);
        }

        /** Records of the form {@code "25 path=some/long/name\n"}; the number is the length of all of it. */
        private void pax(byte[] records) throws CorruptDataException {
            int at = 0;
            while (at < records.length && records[at] != 0) {
                int space = at;
                int length = 0;
                while (space < records.length
                        && records[space] >= '0'
                        && records[space] <= '9'
                        && length < MAX_EXTENSION) {
                    length = length * 10 + (records[space++] - '0');
                }
                if (space == at
                        || space >= records.length
                        || records[space] != ' '
                        || length <= space + 1 - at
                        || length > records.length - at
                        || records[at + length - 1] != '\n') {
                    throw new CorruptDataException("tar: pax header: malformed record at byte " + at);
                }
                String record = new String(records, space + 1, at + length - space - 2, StandardCharsets.UTF_8);
                int equals = record.indexOf('=');
                if (equals > 0) {
                    pax(record.substring(0, equals), record.substring(equals + 1));
                }
                at += length;
            }
        }

        private void pax(String key, String value) throws CorruptDataException {
            if (key.equals("path")) {
                name = value;
            } else if (key.equals("linkpath")) {
                target = value;
            } else if (key.equals("size")) {
                size = number(key, value);
            } else if (key.equals("uid")) {
                uid = number(key, value);
            } else if (key.equals("gid")) {
                gid = number(key, value);
            } else if (key.contains(".xattr.") || key.startsWith("SCHILY.acl.")) {
                attributes = true;
            } else if (key.startsWith("GNU.sparse.")) {
                sparse = true;
            }
        }

        private static long number(String key, String value) throws CorruptDataException {
            try {
                long number = Long.parseLong(value);
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new CorruptDataException("tar: pax header: %s is \"%s\", expected 0..2^63-1".formatted(key, value));
        }
    }
}
