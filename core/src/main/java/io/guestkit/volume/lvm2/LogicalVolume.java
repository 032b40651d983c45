package io.guestkit.volume.lvm2;

import io.guestkit.io.CorruptDataException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A logical volume, as the text of its group says.
 *
 * @param uuid with dashes, as LVM prints it
 * @param visible whether it is one for users, rather than a part of another
 * @param size in bytes
 * @param segments from the start, without gaps
 * @param trouble why it cannot be used, if what the text says of it makes no sense
 */
record LogicalVolume(
        String name,
        String uuid,
        boolean visible,
        long size,
        List<Segment> segments,
        Optional<CorruptDataException> trouble) {

    private static final long MAX_EXTENTS = 1L << 40;
    private static final long MAX_SIZE = 1L << 62;
    private static final Comparator<Segment> BY_START = new Comparator<>() {
        @Override
        public int compare(Segment one, Segment other) {
            return Long.compare(one.start(), other.start());
        }
    };

    LogicalVolume {
        segments = List.copyOf(segments);
    }

    /** One that makes no sense is kept with the reason: it stops no other. */
    static LogicalVolume parse(String name, Section s, long extentSize) throws CorruptDataException {
        boolean visible = s.lists("status", "VISIBLE");
        try {
            List<Segment> segments = segments(s, extentSize);
            Segment last = segments.getLast();
            return new LogicalVolume(
                    name, s.text("id"), visible, last.start() + last.length(), segments, Optional.empty());
        } catch (CorruptDataException e) {
            return new LogicalVolume(name, s.optionalText("id").orElse(""), visible, 0, List.of(), Optional.of(e));
        }
    }

    private static List<Segment> segments(Section s, long extentSize) throws CorruptDataException {
        List<Segment> segments = new ArrayList<>();
        for (Map.Entry<String, Object> each : s.values().entrySet()) {
            if (each.getValue() instanceof Section section && each.getKey().startsWith("segment")) {
                long start = extents(section, "start_extent", 0, extentSize);
                long length = extents(section, "extent_count", 1, extentSize);
                segments.add(new Segment(start, length, section));
            }
        }
        segments.sort(BY_START);
        long at = 0;
        for (Segment segment : segments) {
            if (segment.start() != at) {
                throw new CorruptDataException("lvm2 metadata: %s starts at byte %d, but the one before it ends at %d"
                        .formatted(segment.section().path(), segment.start(), at));
            }
            at += segment.length(); // each below 2⁶², and the sum is checked with the next one
            if (at > MAX_SIZE) {
                throw new CorruptDataException("lvm2 metadata: " + s.path() + " is larger than 2^62 bytes");
            }
        }
        if (segments.isEmpty()) {
            throw new CorruptDataException("lvm2 metadata: " + s.path() + " has no segment");
        }
        return segments;
    }

    private static long extents(Section s, String key, long min, long extentSize) throws CorruptDataException {
        long count = s.number(key, min, MAX_EXTENTS);
        if (count > MAX_SIZE / extentSize) {
            throw new CorruptDataException(
                    "lvm2 metadata: " + s.path() + "/" + key + " is " + count + ", more than 2^62 bytes");
        }
        return count * extentSize;
    }
}
