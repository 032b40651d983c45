package io.guestkit.volume;

import io.guestkit.io.BlockSource;
import java.io.IOException;
import java.util.Optional;

/**
 * Recognises volumes that nothing here can open, so that none is passed over in silence: the report says what it is.
 *
 * <p>The order is blkid's: members of arrays and encrypted volumes come first, because the start of one may look like the
 * file system that is inside. What reads a format has its own, more careful test ({@link io.guestkit.fs.FileSystemDriver});
 * what has one is not in these tables.
 */
public final class Signatures {

    private Signatures() {}

    /**
     * What the volume is, if it carries a known signature. Reads a few dozen small pieces of it.
     *
     * @throws IOException if the volume cannot be read
     */
    public static Optional<Signature> probe(BlockSource volume) throws IOException {
        Probed probed = new Probed(volume);
        Signature found = ArraySignatures.probe(probed);
        if (found == null) {
            found = ContainerSignatures.probe(probed);
        }
        if (found == null) {
            found = SwapSignatures.probe(probed);
        }
        if (found == null) {
            found = FileSystemSignatures.probe(probed);
        }
        return Optional.ofNullable(found);
    }
}
