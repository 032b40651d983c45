package io.guestkit.fs.fat;

/** What Windows makes of names. */
final class Names {

    private Names() {}

    /** A name without the characters that cannot be part of one: NUL and slash, which only damage puts there. */
    static String printable(String name) {
        String clean = name.replace('/', '_').replace('\0', '_');
        return clean.equals(".") || clean.equals("..") ? clean.replace('.', '_') : clean;
    }

    /** Names are the same if their folds are: case counts for nothing, each unit of UTF-16 is taken by itself. */
    static String fold(String name) {
        char[] units = name.toCharArray();
        for (int i = 0; i < units.length; i++) {
            units[i] = Character.toLowerCase(Character.toUpperCase(units[i]));
        }
        return new String(units);
    }

    /** A fold without the dots at the end, which Windows and Linux drop from the names they are asked for. */
    static String withoutTrailingDots(String fold) {
        int end = fold.length();
        while (end > 0 && fold.charAt(end - 1) == '.') {
            end--;
        }
        return fold.substring(0, end);
    }
}
