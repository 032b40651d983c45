package io.guestkit.image;

import java.util.Locale;

/** Sizes as people write them. */
public final class Sizes {

    private static final String SUFFIXES = "kmgtpe";

    private Sizes() {}

    /**
     * Bytes of a size such as {@code 4096}, {@code 64k}, {@code 10G} or {@code 1.5T}; suffixes count in powers of 1024,
     * as qemu-img's do.
     *
     * @throws IllegalArgumentException if it is not one, or not below 2⁶³
     */
    public static long parse(String text) {
        String number = text.toLowerCase(Locale.ROOT);
        for (String unit : new String[] {"ib", "b"}) {
            if (number.endsWith(unit)) {
                number = number.substring(0, number.length() - unit.length());
                break;
            }
        }
        int power = number.isEmpty() ? -1 : SUFFIXES.indexOf(number.charAt(number.length() - 1));
        if (power >= 0) {
            number = number.substring(0, number.length() - 1);
        }
        try {
            // digits, and one point at most: signs, exponents, hexadecimals, NaN are no sizes
            if (number.isEmpty() || !number.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.')) {
                throw new NumberFormatException();
            }
            return new java.math.BigDecimal(number)
                    .multiply(new java.math.BigDecimal(java.math.BigInteger.ONE.shiftLeft(10 * (power + 1))))
                    .toBigInteger()
                    .longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(text + " is no size; write bytes, or a number with k, M, G, T, P or E");
        }
    }
}
