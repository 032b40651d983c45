package io.guestkit.inspect.rpm;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one installed package: tags with values, big-endian. Format: "RPM Header Format" of the rpm manual;
 * in a database it stands without its magic, so the two lengths come first.
 */
public final class RpmHeader {

    /** Numbers of tags, as rpmtag.h has them. */
    public static final int NAME = 1000;

    public static final int VERSION = 1001;
    public static final int RELEASE = 1002;
    public static final int EPOCH = 1003;
    public static final int SUMMARY = 1004;
    public static final int INSTALL_TIME = 1008;
    public static final int VENDOR = 1011;
    public static final int LICENSE = 1014;
    public static final int PACKAGER = 1015;
    public static final int URL = 1020;
    public static final int ARCH = 1022;
    public static final int SOURCE_RPM = 1044;
    public static final int PROVIDE_NAME = 1047;
    public static final int REQUIRE_NAME = 1049;
    public static final int MODULARITY_LABEL = 5096;

    /** A path is a directory, by its index, and a name in it. */
    private static final int DIRECTORY_INDEXES = 1116;

    private static final int BASE_NAMES = 1117;
    private static final int DIRECTORY_NAMES = 1118;

    private static final int PREFIX = 8;
    private static final int ENTRY = 16;
    private static final int MAX_ENTRIES = 0xffff; // rpm's own limit
    private static final int MAX_TEXT = 64 << 10;
    private static final int MAX_TEXTS = 100_000;

    private static final int TYPE_INT32 = 4;
    private static final int TYPE_INT64 = 5;
    private static final int TYPE_STRING = 6;
    private static final int TYPE_STRING_ARRAY = 8;
    private static final int TYPE_I18N_STRING = 9;

    private final StructView store;
    private final Map<Integer, Entry> entries;

    private record Entry(int type, int offset, long count) {}

    private RpmHeader(StructView store, Map<Integer, Entry> entries) {
        this.store = store;
        this.entries = entries;
    }

    /** Reads the index. A value is looked at when it is asked for, and may prove wrong then. */
    public static RpmHeader parse(StructView s) throws CorruptDataException {
        int count = s.u32In(0x00, "index entries", 1, MAX_ENTRIES);
        int index = PREFIX + ENTRY * count; // below 2^21
        int length = s.u32In(0x04, "data length", 0, Integer.MAX_VALUE);
        if (length != s.length() - index) {
            throw s.corrupt(0x04, "data length", length, s.length() - index);
        }
        Map<Integer, Entry> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int at = PREFIX + ENTRY * i;
            int tag = s.i32(at);
            long values = s.u32(at + 12);
            if (isRead(tag) && values > 0) {
                entries.put(tag, new Entry(s.i32(at + 4), s.i32(at + 8), values));
            }
        }
        return new RpmHeader(s.slice("rpm header data", index, length), entries);
    }

    private static boolean isRead(int tag) {
        return switch (tag) {
            case NAME,
                    VERSION,
                    RELEASE,
                    EPOCH,
                    SUMMARY,
                    INSTALL_TIME,
                    VENDOR,
                    LICENSE,
                    PACKAGER,
                    URL,
                    ARCH,
                    SOURCE_RPM,
                    PROVIDE_NAME,
                    REQUIRE_NAME,
                    DIRECTORY_INDEXES,
                    BASE_NAMES,
                    DIRECTORY_NAMES,
                    MODULARITY_LABEL -> true;
            default -> false;
        };
    }

    /**
     * The first text of a tag, which is the untranslated one where there are several; bytes that are not UTF-8 become
     * U+FFFD.
     *
     * @return null if the tag is not there
     * @throws CorruptDataException if it holds no text, or one that does not end inside the header, or one of more than
     *     64 KiB
     */
    public @Nullable String text(int tag) throws CorruptDataException {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return null;
        }
        requireText(tag, entry);
        return new String(store.bytes(entry.offset, end(tag, entry.offset) - entry.offset), StandardCharsets.UTF_8);
    }

    /**
     * All texts of a tag, as {@link #text} reads them.
     *
     * @return empty if the tag is not there
     * @throws CorruptDataException if there are more than 100 000, too
     */
    public List<String> texts(int tag) throws CorruptDataException {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return List.of();
        }
        requireText(tag, entry);
        if (entry.count > MAX_TEXTS) {
            throw new CorruptDataException(
                    "rpm header: tag %d has %d texts, expected at most %d".formatted(tag, entry.count, MAX_TEXTS));
        }
        List<String> texts = new ArrayList<>();
        for (int start = entry.offset; texts.size() < entry.count; ) {
            int end = end(tag, start);
            texts.add(new String(store.bytes(start, end - start), StandardCharsets.UTF_8));
            start = end + 1;
        }
        return texts;
    }

    /** Something that looks at the files of a package. */
    @FunctionalInterface
    public interface FileReader {

        /** @param directory with a slash at its end */
        void file(String directory, String name);
    }

    /**
     * Reads the names of its files.
     *
     * @throws CorruptDataException if there are more than 100 000, or if they do not fit together
     */
    public void files(FileReader reader) throws CorruptDataException {
        List<String> names = texts(BASE_NAMES);
        List<String> directories = texts(DIRECTORY_NAMES);
        Entry indexes = entries.get(DIRECTORY_INDEXES);
        long count = indexes == null ? 0 : indexes.count;
        if (count != names.size() || indexes != null && indexes.type != TYPE_INT32) {
            throw new CorruptDataException(
                    "rpm header: tag %d has %d numbers of directories, expected one of 32 bits for each of %d files"
                            .formatted(DIRECTORY_INDEXES, count, names.size()));
        }
        if (indexes == null) {
            return;
        }
        StructView numbers = store.slice("rpm header directories", indexes.offset, 4 * names.size()); // below 2^19
        for (int i = 0; i < names.size(); i++) {
            long directory = numbers.u32(4 * i);
            if (directory >= directories.size()) {
                throw new CorruptDataException("rpm header: file %d is in directory %d, expected one of %d"
                        .formatted(i, directory, directories.size()));
            }
            reader.file(directories.get((int) directory), names.get(i));
        }
    }

    private static void requireText(int tag, Entry entry) throws CorruptDataException {
        if (entry.type != TYPE_STRING && entry.type != TYPE_STRING_ARRAY && entry.type != TYPE_I18N_STRING) {
            throw new CorruptDataException(
                    "rpm header: tag %d has type %d, expected a string".formatted(tag, entry.type));
        }
    }

    private int end(int tag, int start) throws CorruptDataException {
        int end = start;
        while (store.u8(end) != 0) {
            end++;
            if (end - start > MAX_TEXT) {
                throw new CorruptDataException(
                        "rpm header: tag %d has a text of more than %d bytes".formatted(tag, MAX_TEXT));
            }
        }
        return end;
    }

    /**
     * The first number of a tag, unsigned if it has 32 bits.
     *
     * @return null if the tag is not there
     * @throws CorruptDataException if it holds no number of 32 or 64 bits
     */
    public @Nullable Long number(int tag) throws CorruptDataException {
        Entry entry = entries.get(tag);
        if (entry == null) {
            return null;
        }
        return switch (entry.type) {
            case TYPE_INT32 -> store.u32(entry.offset);
            case TYPE_INT64 -> store.bits64(entry.offset);
            default ->
                throw new CorruptDataException(
                        "rpm header: tag %d has type %d, expected a number".formatted(tag, entry.type));
        };
    }
}
