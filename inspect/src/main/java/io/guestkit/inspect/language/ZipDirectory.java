package io.guestkit.inspect.language;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The central directory of a ZIP file, and members of it. Names and offsets: PKWARE's APPNOTE, 4.3. Archives that need
 * ZIP64 are none that a package comes in.
 */
final class ZipDirectory {

    private static final byte[] END = {'P', 'K', 5, 6};
    private static final byte[] CENTRAL = {'P', 'K', 1, 2};
    private static final byte[] LOCAL = {'P', 'K', 3, 4};

    private static final int END_LENGTH = 22;
    private static final int CENTRAL_LENGTH = 46;
    private static final int LOCAL_LENGTH = 30;
    private static final int MAX_COMMENT = 0xffff;
    private static final int MAX_DIRECTORY = 64 << 20;
    private static final int DEFLATED = 8;

    private final BlockSource file;
    private final List<Member> members;

    /** A file in the archive, as its directory tells of it. */
    record Member(String name, int method, long packed, long size, long position) {}

    private ZipDirectory(BlockSource file, List<Member> members) {
        this.file = file;
        this.members = members;
    }

    static ZipDirectory open(BlockSource file, Finds finds) throws IOException {
        StructView end = end(file, finds);
        long length = end.u32(0x0c);
        long position = end.u32(0x10);
        if (length > MAX_DIRECTORY) {
            throw end.corrupt(0x0c, "size of the central directory", length, "at most " + MAX_DIRECTORY);
        }
        finds.charge(length);
        StructView directory = StructView.littleEndian("ZIP central directory", file, position, (int) length);
        List<Member> members = new ArrayList<>();
        int at = 0;
        while (directory.startsWith(at, CENTRAL)) {
            int nameLength = directory.u16(at + 0x1c);
            members.add(new Member(
                    directory.text(at + CENTRAL_LENGTH, nameLength),
                    directory.u16(at + 0x0a),
                    directory.u32(at + 0x14),
                    directory.u32(at + 0x18),
                    directory.u32(at + 0x2a)));
            at += CENTRAL_LENGTH + nameLength + directory.u16(at + 0x1e) + directory.u16(at + 0x20);
        }
        return new ZipDirectory(file, members);
    }

    /** The last record that could be the end; a comment may stand behind it. */
    private static StructView end(BlockSource file, Finds finds) throws IOException {
        int length = (int) Math.min(file.size(), END_LENGTH + MAX_COMMENT);
        finds.charge(length);
        StructView tail = StructView.littleEndian("ZIP end", file, file.size() - length, length);
        for (int at = length - END_LENGTH; at >= 0; at--) {
            if (tail.startsWith(at, END)) {
                return tail.slice("ZIP end", at, END_LENGTH);
            }
        }
        throw new CorruptDataException("ZIP: no end of the central directory");
    }

    List<Member> members() {
        return members;
    }

    /** The content of a member, which may have {@code most} bytes. */
    byte[] content(Member member, int most, Finds finds) throws IOException {
        if (member.size > most || member.packed > most) {
            throw new CorruptDataException("ZIP: %s has %d bytes, expected at most %d"
                    .formatted(member.name, Math.max(member.size, member.packed), most));
        }
        finds.charge(LOCAL_LENGTH + member.packed + member.size);
        StructView local = StructView.littleEndian("ZIP local header", file, member.position, LOCAL_LENGTH);
        local.expectMagic(0x00, LOCAL);
        long start = member.position + LOCAL_LENGTH + local.u16(0x1a) + local.u16(0x1c);
        byte[] packed = file.readBytes(start, (int) member.packed);
        return switch (member.method) {
            case 0 -> packed;
            case DEFLATED -> inflate(member, packed);
            default -> throw new CorruptDataException("ZIP: %s has method %d".formatted(member.name, member.method));
        };
    }

    private static byte[] inflate(Member member, byte[] packed) throws CorruptDataException {
        byte[] content = new byte[(int) member.size]; // content() has bounded it
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(packed);
            int length = 0;
            while (length < content.length) {
                int got = inflater.inflate(content, length, content.length - length);
                if (got == 0) {
                    throw new CorruptDataException(
                            "ZIP: %s has %d bytes, expected %d".formatted(member.name, length, content.length));
                }
                length += got;
            }
            return content;
        } catch (DataFormatException e) {
            throw new CorruptDataException("ZIP: %s: %s".formatted(member.name, e.getMessage()));
        }
    }
}
