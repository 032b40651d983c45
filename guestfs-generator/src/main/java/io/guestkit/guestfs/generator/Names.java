package io.guestkit.guestfs.generator;

import java.util.Locale;

/** What things are called in Java. */
final class Names {

    private Names() {}

    /** {@code add_drive} → {@code addDrive}. */
    static String method(String name) {
        StringBuilder java = new StringBuilder();
        boolean capital = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                capital = true;
            } else {
                java.append(capital ? Character.toUpperCase(c) : c);
                capital = false;
            }
        }
        return java.toString();
    }

    /** {@code lvm_pv} → {@code LvmPv}. */
    static String type(String name) {
        String method = method(name);
        return Character.toUpperCase(method.charAt(0)) + method.substring(1);
    }

    static String constant(String name) {
        return name.toUpperCase(Locale.ROOT);
    }

    static String options(ApiTable.Function function) {
        return type(function.name()) + "Options";
    }
}
