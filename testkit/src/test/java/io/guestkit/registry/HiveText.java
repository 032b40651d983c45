package io.guestkit.registry;

import io.guestkit.io.BytesSource;
import io.guestkit.testkit.HiveBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Compares exports whichever way they write a value. */
public final class HiveText {

    private HiveText() {}

    /** All keys, by path, with types and digests of their values. */
    public static Map<String, List<String>> lines(String export) throws IOException {
        byte[] hive = HiveBuilder.of(export).build();
        return HiveDump.of(Hive.of("export", new BytesSource(hive), Map.of()), true)
                .lines();
    }
}
