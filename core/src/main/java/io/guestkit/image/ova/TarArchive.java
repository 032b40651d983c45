package io.guestkit.image.ova;

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
final class TarArchive {

    /**
     * A regular file.
     *
     * @param name without {@code ./} in front
     * @param offset of its first byte in the tar
     * @param size in bytes
     * @param sparse whether holes were left away, so that its bytes are not as they stand
     */
    record Member(String name, long offset, long size, boolean sparse) {}

    private static final int MAX_HEADERS = 10_000;
    /** Longest name or pax header that is looked at, in bytes. */
    private static final int MAX_EXTENSION = 64 << 10;

    private final BlockSource source;
    private final List<Member> members;

    private TarArchive(BlockSource source, List<Member> members) {
        this.source = source;
        this.members = List.copyOf(members);
    }

    /** Whether a file starts as a tar does. */
    static boolean isOne(BlockSource source) throws IOException {
        return source.size() >= TarHeader.LENGTH && TarHeader.isOne(header(source, 0));
    }

    static TarArchive read(BlockSource source) throws IOException {
        return new Reader(source).read();
    }

    private static StructView header(BlockSource source, long offset) throws IOException {
        return StructView.bigEndian("tar header", source, offset, TarHeader.LENGTH);
    }

    List<Member> members() {
        return members;
    }

    /** @throws CorruptDataException if there are several of that name */
    Optional<Member> member(String name) throws CorruptDataException {
        Member found = null;
        for (Member member : members) {
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
    Member readable(Member member) throws CorruptDataException, UnsupportedFeatureException {
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
        return plain;
    }

    /** What headers say about the member behind them. */
    private static final class Reader {
        private final BlockSource source;
        private final List<Member> members = new ArrayList<>();
        private @Nullable String name;
        private long size = -1;
        private boolean sparse;

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
                case 'K', 'g' -> {
                    // the name of a link, remarks about all that follows
                }
                default -> {
                    length = size >= 0 ? size : length;
                    if (header.type() == '0' || header.type() == 0 || header.type() == '7' || header.type() == 'S') {
                        String full = plain(name != null ? name : header.name());
                        members.add(new Member(full, data, length, sparse || header.type() == 'S'));
                    } else if (header.type() >= '1' && header.type() <= '6') {
                        length = 0; // links, devices and directories have no content, whatever their size says
                    }
                    name = null;
                    size = -1;
                    sparse = false;
                }
            }
            if (length > source.size() - data) {
                return source.size(); // the last one, and cut short
            }
            return (data + length + TarHeader.LENGTH - 1) & -TarHeader.LENGTH; // not far behind the end of a file
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
            } else if (key.equals("size")) {
                try {
                    size = Long.parseLong(value);
                } catch (NumberFormatException e) {
                    size = -1;
                }
                if (size < 0) {
                    throw new CorruptDataException(
                            "tar: pax header: size is \"%s\", expected 0..2^63-1".formatted(value));
                }
            } else if (key.startsWith("GNU.sparse.")) {
                sparse = true;
            }
        }
    }
}
