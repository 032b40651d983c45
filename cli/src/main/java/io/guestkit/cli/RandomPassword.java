package io.guestkit.cli;

import java.security.SecureRandom;

/** Passwords that nobody has to make up. */
final class RandomPassword {

    /** Without those that are taken for one another. */
    private static final String SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    private static final int LENGTH = 16; // of 57 signs: 93 bits

    private RandomPassword() {}

    static String make() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            password.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return password.toString();
    }
}
