package io.guestkit.registry;

import io.guestkit.io.CorruptDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A whole hive, and its canonical form: the facts of the corpus are hashes of it.
 *
 * @param lines of the keys that can be read, by path, and of their values, by name
 * @param unreadable how many lists of subkeys or of values, and how many data, could not be read
 */
record HiveDump(Map<String, List<String>> lines, int keys, int values, int unreadable) {

    static HiveDump of(Hive hive) throws IOException {
        return of(hive, false);
    }

    /** @param strict whether what cannot be read is an exception, and not counted */
    static HiveDump of(Hive hive, boolean strict) throws IOException {
        Map<String, List<String>> lines = new TreeMap<>(HiveDump::byCodePoint);
        int keys = 0;
        int values = 0;
        int unreadable = 0;
        KeyWalk walk = hive.walk(hive.root());
        for (boolean more = true; more; ) {
            try {
                Key key = walk.next();
                more = key != null;
                if (key != null) {
                    keys++;
                    String path = key.path().isEmpty() ? "" : "\\" + key.path();
                    List<String> ofKey = values(walk);
                    values += ofKey.size();
                    ofKey.addFirst("K" + path);
                    lines.put(path, ofKey);
                }
            } catch (CorruptDataException e) {
                if (strict) {
                    throw e;
                }
                unreadable++;
            }
        }
        return new HiveDump(lines, keys, values, unreadable);
    }

    private static List<String> values(KeyWalk walk) throws IOException {
        Map<String, String> sorted = new TreeMap<>(HiveDump::byCodePoint);
        for (Value value : walk.values()) {
            String line =
                    "V" + value.name() + "\t" + Integer.toUnsignedString(value.type()) + "\t" + sha256(value.data());
            sorted.put(value.name(), line);
        }
        return new ArrayList<>(sorted.values());
    }

    String sha256() {
        StringBuilder all = new StringBuilder();
        for (List<String> ofKey : lines.values()) {
            for (String line : ofKey) {
                all.append(line).append('\n');
            }
        }
        return sha256(all.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static int byCodePoint(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
