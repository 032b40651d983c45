package io.guestkit.migrate.windows;

import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * For which Windows a part of an INF is: {@code NT[arch][.[major][.[minor][.[product type][.[suite mask][.build]]]]]}.
 * Microsoft: "INF Manufacturer Section", TargetOSVersion.
 *
 * @param architecture in small letters; empty for any
 * @param major 0 for any
 * @param productType 0 for any
 * @param build 0 for any
 */
record Decoration(String architecture, int major, int minor, int productType, int build)
        implements Comparable<Decoration> {

    /** What is for all. */
    static final Decoration NONE = new Decoration("", 0, 0, 0, 0);

    private static final int MAX = 1_000_000;
    private static final Comparator<Decoration> ORDER = Comparator.comparingInt(Decoration::major)
            .thenComparingInt(Decoration::minor)
            .thenComparingInt(Decoration::build)
            .thenComparingInt(decoration -> decoration.productType == 0 ? 0 : 1)
            .thenComparingInt(decoration -> decoration.architecture.isEmpty() ? 0 : 1);

    /** @return null if the text is no decoration */
    static @Nullable Decoration parse(String text) {
        String[] parts = text.strip().toLowerCase(Locale.ROOT).split("\\.", -1);
        if (!parts[0].startsWith("nt") || parts.length > 6) {
            return null;
        }
        int[] numbers = new int[6];
        for (int i = 1; i < parts.length; i++) {
            numbers[i] = number(parts[i]);
            if (numbers[i] < 0) {
                return null;
            }
        }
        // the suite mask, part 4, is not told apart
        return new Decoration(parts[0].substring(2), numbers[1], numbers[2], numbers[3], numbers[5]);
    }

    private static int number(String digits) {
        if (digits.isEmpty()) {
            return 0;
        }
        try {
            int number = digits.startsWith("0x")
                    ? Integer.parseInt(digits, 2, digits.length(), 16)
                    : Integer.parseInt(digits);
            return number > MAX ? -1 : number;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    boolean fits(WindowsVersion version) {
        return (architecture.isEmpty() || architecture.equals(version.infArchitecture()))
                && version.isAtLeast(major, minor)
                && version.build() >= build
                && (productType == 0 || productType == version.productType());
    }

    /** The one that says more, or speaks of a later Windows, is the larger one: Windows takes the largest that fits. */
    @Override
    public int compareTo(Decoration other) {
        return ORDER.compare(this, other);
    }
}
