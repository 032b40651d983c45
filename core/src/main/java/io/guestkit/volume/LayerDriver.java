package io.guestkit.volume;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A layer that makes volumes out of volumes: logical volumes, arrays, encrypted volumes.
 *
 * <p>The {@link VolumeScanner} asks in this order:
 *
 * <ol>
 *   <li>{@link #member} of each volume whose {@link Signature} is one of {@link #types}. A member is reported as a volume,
 *       and nothing else is looked for on it.
 *   <li>When no volume is left to look at, {@link #isComplete} of each group of members that are of one
 *       {@link LayerMember#group}, and {@link #assemble} of those that are. What comes of them is looked at as disks were.
 *   <li>When that brings nothing new any more, {@link #assemble} of the first group that is not complete. Thus layers
 *       stack in any order over any number of disks.
 * </ol>
 *
 * <p>Each group is assembled once. A driver holds no state; its volumes are safe for many threads.
 *
 * <p><b>A layer with keys</b> is given a {@link VolumeKeys} by its constructor. Each of its members is a group, is complete
 * by itself, and is opened by {@link #assemble}, which throws a {@link io.guestkit.io.KeyRequiredException} if no key fits:
 * the report then says so, and nothing else is affected. The content of the volume that it makes owns the key that it
 * holds and forgets it when it is closed.
 *
 * @param <M> what the driver knows of a member
 */
public interface LayerDriver<M extends LayerMember> {

    /** The {@link Signature#type types} of the volumes that this layer is made of, such as {@code LVM2_member}. */
    List<String> types();

    /**
     * Whether a volume is one of this layer's whatever its content looks like, because the user said so. Then
     * {@link #member} is asked about it though no signature is on it.
     */
    default boolean claims(Volume volume) {
        return false;
    }

    /**
     * Reads what a volume says of the group that it belongs to. Cheap: a header, nothing that is sized by the image
     * beyond a fixed bound.
     *
     * @param volume one of {@link #types} by its signature, or one that was claimed; of any size, also 0
     * @return empty if it is no member at a closer look
     * @throws io.guestkit.io.CorruptDataException if it certainly is one, and cannot be used
     * @throws io.guestkit.io.UnsupportedFeatureException likewise
     * @throws IOException if it cannot be read
     */
    Optional<M> member(Volume volume) throws IOException;

    /**
     * The group that a member belongs to, now that others are known: for members that do not say it themselves.
     *
     * @param waiting all members that are in no group yet, this one among them
     */
    default String group(M member, List<M> waiting) {
        return member.group();
    }

    /** Whether nothing is missing for which it were worth to wait until other groups have been assembled. */
    boolean isComplete(List<M> members);

    /**
     * Puts a group together. Members that are not needed or not fit (older copies, spares) are left aside with a warning or
     * an entry in {@link LayerResult#notExamined}.
     *
     * @param members all of one group, at least one, in the order of the scan
     * @param taken whether another volume has a device name already
     * @throws io.guestkit.io.KeyRequiredException if it is encrypted and no key fits
     * @throws IOException if nothing of the group can be used; the scanner reports it
     */
    LayerResult assemble(List<M> members, Predicate<String> taken) throws IOException;
}
