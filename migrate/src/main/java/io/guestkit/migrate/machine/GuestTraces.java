package io.guestkit.migrate.machine;

import io.guestkit.DiskSet;
import io.guestkit.Disks;
import io.guestkit.OpenOptions;
import io.guestkit.inspect.Guest;
import io.guestkit.inspect.Inspector;
import io.guestkit.inspect.parse.Wtmp;
import io.guestkit.inspect.rule.GuestFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What guests leave on their disks while they start: the records of wtmp, where login prompts and run levels stand, and
 * systemd's journal, where systemd says that it is done.
 *
 * @param wtmpSizes of the file, by the root of the guest, in bytes; only of guests that could be read, as what was there
 *     before must not be taken for new
 * @param starts how often the journal says that a start was finished, by the root of the guest; {@link #UNKNOWN} for
 *     journals that are too large to count
 */
record GuestTraces(Map<String, Long> wtmpSizes, Map<String, Integer> starts) {

    private static final int UNKNOWN = -1;
    private static final String WTMP = "var/log/wtmp";
    private static final String JOURNAL = "var/log/journal";
    private static final byte[] STARTED = "MESSAGE=Startup finished in ".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_RECORDS = 10_000;
    private static final int MOST_FOLDERS = 8;
    private static final int MOST_JOURNALS = 64;
    /** A look has to be short: the guest stands still. */
    private static final long MOST_JOURNAL_BYTES = 256L << 20;

    /** What is there before the guest starts. */
    static GuestTraces before(List<Path> images, OpenOptions options) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        Map<String, Integer> starts = new TreeMap<>();
        try (DiskSet disks = Disks.open(images, options)) {
            for (Guest guest : Inspector.guests(disks)) {
                GuestFiles files = new GuestFiles(guest.fileSystem().getPath("/"));
                try {
                    int finished = starts(files);
                    sizes.put(guest.root(), files.isFile(WTMP) ? files.size(WTMP) : 0);
                    starts.put(guest.root(), finished);
                } catch (IOException e) {
                    continue; // it may start all the same, and will be seen by something else
                }
            }
        }
        return new GuestTraces(sizes, starts);
    }

    /** What a guest has left since then that shows that it is up, or null. */
    @Nullable
    String since(List<Path> images, OpenOptions options) throws IOException {
        try (DiskSet disks = Disks.open(images, options)) {
            for (Guest guest : Inspector.guests(disks)) {
                String sign = wtmpSizes.containsKey(guest.root()) ? since(guest) : null;
                if (sign != null) {
                    return sign;
                }
            }
        }
        return null;
    }

    private @Nullable String since(Guest guest) throws IOException {
        GuestFiles files = new GuestFiles(guest.fileSystem().getPath("/"));
        byte[] records = newRecords(files, wtmpSizes.getOrDefault(guest.root(), 0L));
        String line = Wtmp.loginLine(records, ByteOrder.LITTLE_ENDIAN);
        if (line != null) {
            return "a login prompt on %s, says /%s".formatted(line, WTMP);
        }
        Character level = Wtmp.runLevel(records, ByteOrder.LITTLE_ENDIAN);
        if (level != null) {
            return "run level %s, says /%s".formatted(level, WTMP);
        }
        int finished = starts.getOrDefault(guest.root(), UNKNOWN);
        return finished != UNKNOWN && starts(files) > finished ? "startup finished, says systemd in /" + JOURNAL : null;
    }

    private static byte[] newRecords(GuestFiles files, long before) throws IOException {
        if (!files.isFile(WTMP)) {
            return new byte[0];
        }
        long size = files.size(WTMP);
        // a file that shrank was begun anew
        long fresh = size >= before ? size - before : size;
        int whole = (int) Math.min(fresh / Wtmp.RECORD, MOST_RECORDS) * Wtmp.RECORD;
        byte[] records = whole == 0 ? null : files.tail(WTMP, whole);
        return records == null ? new byte[0] : records;
    }

    private static int starts(GuestFiles files) throws IOException {
        if (!files.isDirectory(JOURNAL)) {
            return 0;
        }
        int found = 0;
        long budget = MOST_JOURNAL_BYTES;
        List<String> folders = files.names(JOURNAL);
        for (String folder : folders.subList(0, Math.min(folders.size(), MOST_FOLDERS))) {
            String path = JOURNAL + "/" + folder;
            if (!files.isDirectory(path)) {
                continue;
            }
            List<String> journals = new ArrayList<>();
            for (String name : files.names(path)) {
                if (name.startsWith("system") && journals.size() < MOST_JOURNALS) {
                    journals.add(path + "/" + name);
                }
            }
            for (String journal : journals) {
                long size = files.isFile(journal) ? files.size(journal) : 0;
                budget -= size;
                if (budget < 0) {
                    return UNKNOWN;
                }
                found += size > 0 ? occurrences(files, journal) : 0;
            }
        }
        return found;
    }

    /** How often the words stand in a file. Their first byte comes in them only once, so no match begins inside another. */
    private static int occurrences(GuestFiles files, String path) throws IOException {
        try (InputStream in = files.open(path)) {
            if (in == null) {
                return 0;
            }
            byte[] buffer = new byte[1 << 16];
            int found = 0;
            int matched = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    byte b = buffer[i];
                    if (b == STARTED[matched]) {
                        matched++;
                    } else {
                        matched = b == STARTED[0] ? 1 : 0;
                    }
                    if (matched == STARTED.length) {
                        found++;
                        matched = 0;
                    }
                }
            }
            return found;
        }
    }
}
