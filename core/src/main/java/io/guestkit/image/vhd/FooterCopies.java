package io.guestkit.image.vhd;

import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The footer at the end of a file and its copy at the start, and which of them counts.
 *
 * @param footer the one that counts
 * @param end where the footer at the end starts, or the end of the file if there is none: no data lies behind it
 * @param doubt what is wrong with the other one, if anything is
 */
record FooterCopies(VhdFooter footer, long end, Optional<String> doubt) {

    /** A footer with the cookie in its place. */
    private record Copy(StructView bytes, long position) {

        boolean isSound() throws CorruptDataException {
            return Checksum.isRight(bytes, VhdFooter.CHECKSUM);
        }
    }

    static FooterCopies read(BlockSource file) throws IOException {
        Copy start = copyAt(file, 0, VhdFooter.LENGTH);
        Copy end = atEnd(file);
        long dataEnd = end == null ? file.size() : end.position();
        boolean startSound = start != null && start.isSound();
        if (end != null && end.isSound()) {
            VhdFooter footer = VhdFooter.parse(end.bytes());
            if (footer.diskType() == VhdFooter.FIXED) {
                // what stands at the start is the guest's
                return new FooterCopies(footer, dataEnd, Optional.empty());
            }
            if (!startSound) {
                String doubt = start == null ? "is missing" : "has a wrong checksum";
                return new FooterCopies(
                        footer, dataEnd, Optional.of("the copy of the footer at the start of the file " + doubt));
            }
        }
        if (start != null && startSound) {
            return new FooterCopies(VhdFooter.parse(start.bytes()), dataEnd, doubtOf(start, end));
        }
        Copy broken = end != null ? end : start;
        if (broken == null) {
            throw new CorruptDataException(
                    "VHD footer: there is none, neither at the end nor at the start of the file");
        }
        throw broken.bytes()
                .corrupt(
                        VhdFooter.CHECKSUM,
                        "checksum",
                        "0x" + Long.toHexString(broken.bytes().u32(VhdFooter.CHECKSUM)),
                        "0x" + Long.toHexString(Checksum.of(broken.bytes(), VhdFooter.CHECKSUM)));
    }

    private static Optional<String> doubtOf(Copy start, @Nullable Copy end) throws CorruptDataException {
        if (end == null) {
            return Optional.of(
                    "the footer at the end is missing, its copy at the start was used; was the file truncated?");
        }
        if (!end.isSound()) {
            return Optional.of("the footer at the end has a wrong checksum, its copy at the start was used");
        }
        return start.bytes().buffer().equals(end.bytes().buffer())
                ? Optional.empty()
                : Optional.of("the footer at the end differs from its copy at the start, which was used");
    }

    /** Whether a footer stands at the end, sound or not. */
    static boolean isAtEnd(BlockSource file) throws IOException {
        return atEnd(file) != null;
    }

    private static @Nullable Copy atEnd(BlockSource file) throws IOException {
        Copy copy = copyAt(file, file.size() - VhdFooter.LENGTH, VhdFooter.LENGTH);
        return copy != null ? copy : copyAt(file, file.size() - VhdFooter.LENGTH_OLD, VhdFooter.LENGTH_OLD);
    }

    private static @Nullable Copy copyAt(BlockSource file, long position, int length) throws IOException {
        if (position < 0 || position > file.size() - length) {
            return null;
        }
        byte[] bytes = Arrays.copyOf(file.readBytes(position, length), VhdFooter.LENGTH);
        StructView s = StructView.bigEndian("VHD footer", ByteBuffer.wrap(bytes));
        return s.startsWith(0, VhdFooter.COOKIE) ? new Copy(s, position) : null;
    }
}
