package io.guestkit.fs.iso9660;

import java.nio.charset.StandardCharsets;

/** Names as the kernel's mount shows them. */
final class Names {

    private Names() {}

    /** Without the version 1 and a dot before it, other versions behind a dot, in small letters. */
    static byte[] plain(byte[] identifier) {
        int length = identifier.length;
        if (endsInVersion1(identifier, length)) {
            length -= 2;
            if (length > 0 && identifier[length - 1] == '.') {
                length--;
            }
        }
        byte[] name = new byte[length];
        for (int i = 0; i < length; i++) {
            byte c = identifier[i];
            name[i] = (byte) (c >= 'A' && c <= 'Z' ? c | 0x20 : c == ';' || c == '/' ? '.' : c);
        }
        return name;
    }

    private static boolean endsInVersion1(byte[] name, int length) {
        return length >= 2 && name[length - 2] == ';' && name[length - 1] == '1';
    }

    /** UCS-2 as UTF-8, without the version 1 and dots at the end. */
    static byte[] joliet(byte[] identifier) {
        String wide = new String(identifier, StandardCharsets.UTF_16BE);
        int length = wide.length();
        if (length > 2 && wide.endsWith(";1")) {
            length -= 2;
        }
        while (length >= 2 && wide.charAt(length - 1) == '.') {
            length--;
        }
        return wide.substring(0, length).getBytes(StandardCharsets.UTF_8);
    }

    /** A name without the bytes that cannot be part of one, which only damage puts there. */
    static byte[] printable(byte[] name) {
        byte[] clean = name.length == 0 ? new byte[] {'_'} : name.clone();
        boolean dots = clean.length <= 2;
        for (int i = 0; i < clean.length; i++) {
            if (clean[i] == 0 || clean[i] == '/') {
                clean[i] = '_';
            }
            dots &= clean[i] == '.';
        }
        if (dots) {
            clean[0] = '_';
        }
        return clean;
    }

    /** Names of Joliet are the same if their folds are. */
    static String fold(byte[] name) {
        char[] units = new String(name, StandardCharsets.UTF_8).toCharArray();
        for (int i = 0; i < units.length; i++) {
            units[i] = Character.toLowerCase(Character.toUpperCase(units[i]));
        }
        return new String(units);
    }
}
