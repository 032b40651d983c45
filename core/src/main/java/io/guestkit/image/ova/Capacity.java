package io.guestkit.image.ova;

import io.guestkit.io.CorruptDataException;

/** Sizes as OVF writes them: a number, and units such as {@code byte * 2^30} (DSP0004, "Programmatic Units"). */
final class Capacity {

    private static final String BYTES = "byte";
    private static final String POWER = "2^";

    private Capacity() {}

    /** @return in bytes */
    static long parse(String number, String units) throws CorruptDataException {
        try {
            return Math.multiplyExact(unsigned(number.strip()), unit(units.strip()));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new CorruptDataException(
                    "OVF descriptor: capacity is \"%s\" in units of \"%s\", expected a number and \"byte * 2^30\" or the like"
                            .formatted(number, units));
        }
    }

    private static long unit(String units) {
        if (units.isEmpty() || units.equals(BYTES)) {
            return 1;
        }
        int times = units.indexOf('*');
        if (times < 0 || !units.substring(0, times).strip().equals(BYTES)) {
            throw new NumberFormatException(units);
        }
        String factor = units.substring(times + 1).strip();
        if (!factor.startsWith(POWER)) {
            return unsigned(factor);
        }
        long exponent = unsigned(factor.substring(POWER.length()).strip());
        if (exponent > 62) {
            throw new NumberFormatException(units);
        }
        return 1L << exponent;
    }

    private static long unsigned(String digits) {
        long value = Long.parseLong(digits);
        if (value < 0) {
            throw new NumberFormatException(digits);
        }
        return value;
    }
}
