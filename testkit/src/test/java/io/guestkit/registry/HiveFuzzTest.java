package io.guestkit.registry;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.testkit.HiveBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Hives that are anything, a small one with patches, and any logs of a dirty one. */
class HiveFuzzTest {

    private static final byte[] SMALL = HiveBuilder.of("""
            [ControlSet001\\Services\\Tcpip]
            "Start"=dword:00000000
            "ImagePath"=expand:"system32\\\\drivers\\\\tcpip.sys"
            """).build();

    @FuzzTest
    void anyBytes(byte[] input) {
        look(input, Map.of());
    }

    /** Groups of four bytes: two say where, two what. */
    @FuzzTest
    void patched(byte[] input) {
        byte[] hive = SMALL.clone();
        for (int i = 0; i + 4 <= input.length; i += 4) {
            int at = ((input[i] & 0xff) << 8 | input[i + 1] & 0xff) % 1024 * 2;
            at += at < 512 ? 0 : 4096 - 512;
            hive[at] = input[i + 2];
            hive[at + 1] = input[i + 3];
        }
        HiveBuilder.seal(hive);
        look(hive, Map.of());
    }

    @FuzzTest
    void anyLog(byte[] input) {
        byte[] hive = SMALL.clone();
        ByteBuffer.wrap(hive).order(ByteOrder.LITTLE_ENDIAN).putInt(4, 2);
        HiveBuilder.seal(hive);
        if (input.length >= 512) {
            HiveBuilder.seal(input);
        }
        Map<String, BlockSource> logs = new LinkedHashMap<>();
        logs.put("LOG1", new BytesSource(input));
        look(hive, logs);
    }

    private static void look(byte[] bytes, Map<String, BlockSource> logs) {
        try {
            HiveHostileTest.look(Hive.of("hive", new BytesSource(bytes), logs));
        } catch (IOException expected) {
            // whatever is wrong with the bytes
        }
    }
}
