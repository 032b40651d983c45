package io.guestkit.registry;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.IOException;

/**
 * The subkeys of a key: a leaf ({@code lf}, {@code lh} or {@code li}), or a root ({@code ri}) with a list of leaves.
 */
final class SubkeyList {

    private static final int HEADER = 4;
    private static final int MAX_LENGTH = HEADER + 0xffff * 8;

    private SubkeyList() {}

    /** Looks at subkeys, one by one. */
    interface Visitor {
        /**
         * @param offset of the key node, not checked
         * @return whether to go on
         */
        boolean visit(Leaf leaf, int index, long offset) throws IOException;
    }

    /**
     * A list of offsets of key nodes.
     *
     * @param kind second letter of the signature
     * @param entry length of each entry in bytes
     */
    record Leaf(StructView list, int kind, int count, int entry) {

        static Leaf parse(StructView s) throws CorruptDataException {
            int kind = s.u8(0x01);
            if (s.u8(0x00) != 'l' || kind != 'f' && kind != 'h' && kind != 'i') {
                throw s.corrupt(0x00, "Signature", "0x" + Integer.toHexString(s.u16(0x00)), "lf, lh, li or ri");
            }
            int entry = kind == 'i' ? 4 : 8;
            return new Leaf(s, kind, elements(s, entry), entry);
        }

        private boolean accept(Visitor visitor) throws IOException {
            for (int i = 0; i < count; i++) {
                if (!visitor.visit(this, i, list.u32(HEADER + i * entry))) {
                    return false;
                }
            }
            return true;
        }

        /** Whether the key may have that name; what a leaf keeps beside the offset can rule it out. */
        boolean mayBe(int index, String name) throws CorruptDataException {
            return switch (kind) {
                case 'h' -> list.i32(HEADER + index * entry + 4) == Names.hash(name);
                case 'f' -> startsLike(HEADER + index * entry + 4, name);
                default -> true;
            };
        }

        /** Whether the first four characters, up to the first that is no byte, are those of the name. */
        private boolean startsLike(int hint, String name) throws CorruptDataException {
            for (int i = 0; i < 4; i++) {
                int c = list.u8(hint + i);
                if (c == 0) {
                    return true;
                }
                if (i >= name.length() || Names.upcase((char) c) != Names.upcase(name.charAt(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Visits the subkeys in the order of the lists.
     *
     * @throws CorruptDataException if a list is damaged, or has more keys than the hive can hold
     */
    static void forEach(HiveBins bins, long offset, Visitor visitor) throws IOException {
        StructView s = bins.head("subkey list", offset, MAX_LENGTH);
        if (!isRoot(s)) {
            Leaf.parse(s).accept(visitor);
            return;
        }
        long keys = 0;
        int leaves = elements(s, 4);
        for (int i = 0; i < leaves; i++) {
            StructView next = bins.head("subkey list", s.u32(HEADER + i * 4), MAX_LENGTH);
            if (isRoot(next)) {
                throw new CorruptDataException("subkey list: a root (ri) below a root");
            }
            Leaf leaf = Leaf.parse(next);
            keys += leaf.count();
            if (keys > bins.maxKeys()) {
                throw new CorruptDataException("subkey list: more keys than the hive can hold: " + bins.maxKeys());
            }
            if (!leaf.accept(visitor)) {
                return;
            }
        }
    }

    private static boolean isRoot(StructView s) {
        return s.startsWith(0x00, (byte) 'r', (byte) 'i');
    }

    private static int elements(StructView s, int entry) throws CorruptDataException {
        return s.u16In(0x02, "Number of elements", 0, (s.length() - HEADER) / entry);
    }
}
