package io.guestkit.fs.fat;

/** Short names: eight bytes and three, filled up with spaces, in the code page of the machine that wrote them. */
final class ShortName {

    /** Bytes 0x80..0xFF of code page 437, which Linux assumes too. The JDK has it in a module that need not be there. */
    private static final String CODE_PAGE_437 = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ" + "áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
            + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" + "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

    /** The first byte of a name that really starts with the byte that marks deleted entries. */
    private static final int KANJI_E5 = 0x05;

    private static final int LOWER_BASE = 0x08;
    private static final int LOWER_EXTENSION = 0x10;

    private ShortName() {}

    /**
     * The name as it is shown, with a dot before the extension if there is one. Empty if the field is.
     *
     * @param field eleven bytes
     * @param ntRes DIR_NTRes: which halves Windows NT shows in lower case
     */
    static String decode(byte[] field, int ntRes) {
        StringBuilder name = new StringBuilder(12);
        append(name, field, 0, 8, (ntRes & LOWER_BASE) != 0);
        if (field[8] != ' ' || field[9] != ' ' || field[10] != ' ') {
            name.append('.');
            append(name, field, 8, 11, (ntRes & LOWER_EXTENSION) != 0);
        }
        return Names.printable(name.toString());
    }

    /** The label in the eleven bytes of a volume label entry, which has no dot and any case. */
    static String label(byte[] field) {
        StringBuilder label = new StringBuilder(11);
        append(label, field, 0, 11, false);
        return label.toString();
    }

    private static void append(StringBuilder to, byte[] field, int from, int end, boolean lower) {
        int last = end;
        while (last > from && field[last - 1] == ' ') {
            last--;
        }
        for (int i = from; i < last; i++) {
            int code = field[i] & 0xff;
            char c = unicode(i == 0 && code == KANJI_E5 ? DirectoryEntry.DELETED : code);
            to.append(lower ? lower(c) : c);
        }
    }

    private static char unicode(int code) {
        return code < 0x80 ? (char) code : CODE_PAGE_437.charAt(code - 0x80);
    }

    /** Stays inside the code page, as Linux does: the few Greek capitals have no small letter there. */
    private static char lower(char c) {
        char small = Character.toLowerCase(c);
        return small < 0x80 || CODE_PAGE_437.indexOf(small) >= 0 ? small : c;
    }
}
