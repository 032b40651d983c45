package io.guestkit.image;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * What a check of an image's structure found. Counts are complete; of the findings themselves only the first are kept.
 *
 * @param findings the first of them, at most {@value #MAX_FINDINGS}
 * @param corruptions how many findings mean that content is or will be wrong
 * @param leaks how many units of the file are allocated and used by nothing
 * @param imageEnd offset in the file behind the last unit in use, if the format counts so
 * @param totalUnits of the guest's disk, in clusters, blocks or grains
 * @param allocatedUnits of the guest's disk that are stored in this image
 * @param compressedUnits of the allocated ones
 * @param fragmentedUnits of the allocated ones: those that do not lie behind their predecessor
 */
public record CheckReport(
        List<Finding> findings,
        long corruptions,
        long leaks,
        OptionalLong imageEnd,
        long totalUnits,
        long allocatedUnits,
        long compressedUnits,
        long fragmentedUnits) {

    /** How many findings are kept. */
    public static final int MAX_FINDINGS = 1000;

    public CheckReport {
        findings = List.copyOf(findings);
    }

    /** Whether nothing was found. */
    public boolean isClean() {
        return corruptions == 0 && leaks == 0;
    }

    /** One thing that is wrong; the message says where, and what was expected. */
    public record Finding(Kind kind, String message) {

        /** How bad it is. */
        public enum Kind {
            /** Content is wrong, cannot be read, or will be overwritten by a writer who trusts the tables. */
            CORRUPTION,
            /** Room is lost, and nothing else. */
            LEAK
        }
    }

    /** Collects findings and counts. For one thread. */
    public static final class Builder {
        private final List<Finding> findings = new ArrayList<>();
        private long corruptions;
        private long leaks;
        private OptionalLong imageEnd = OptionalLong.empty();
        private long totalUnits;
        private long allocatedUnits;
        private long compressedUnits;
        private long fragmentedUnits;

        public Builder() {}

        public void corruption(String message) {
            corruptions++;
            keep(Finding.Kind.CORRUPTION, message);
        }

        /** The same where there may be very many: the message is made only if it is kept. */
        public void corruption(Supplier<String> message) {
            corruptions++;
            if (findings.size() < MAX_FINDINGS) {
                keep(Finding.Kind.CORRUPTION, message.get());
            }
        }

        public void leak(String message) {
            leak(message, 1);
        }

        /** One finding about several units that are used by nothing. */
        public void leak(String message, long units) {
            leaks += units;
            keep(Finding.Kind.LEAK, message);
        }

        private void keep(Finding.Kind kind, String message) {
            if (findings.size() < MAX_FINDINGS) {
                findings.add(new Finding(kind, message));
            }
        }

        public void imageEnd(long offset) {
            imageEnd = OptionalLong.of(offset);
        }

        public void totalUnits(long count) {
            totalUnits = count;
        }

        /** Counts one more unit that is stored here. */
        public void unit(boolean compressed, boolean fragmented) {
            allocatedUnits++;
            compressedUnits += compressed ? 1 : 0;
            fragmentedUnits += fragmented ? 1 : 0;
        }

        public CheckReport build() {
            return new CheckReport(
                    findings,
                    corruptions,
                    leaks,
                    imageEnd,
                    totalUnits,
                    allocatedUnits,
                    compressedUnits,
                    fragmentedUnits);
        }
    }
}
