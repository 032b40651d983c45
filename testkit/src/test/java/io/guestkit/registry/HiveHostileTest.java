package io.guestkit.registry;

import io.guestkit.io.BytesSource;
import io.guestkit.testkit.Bounded;
import io.guestkit.testkit.HiveBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A hive in which every word is set to what nobody would write, and hives that are made to be expensive. */
class HiveHostileTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int[] EXTREMES = {0, 1, 0x20, 0x7fff_ffff, 0x8000_0000, -1, -8};

    private static final String TEXT = """
            [Select]
            "Current"=dword:00000001
            [ControlSet001\\Services\\Tcpip]
            "Start"=dword:00000000
            "ImagePath"=expand:"system32\\\\drivers\\\\tcpip.sys"
            "List"=multi:"a","b"
            [ControlSet001\\Services\\Привет]
            @="x"
            """;

    @Test
    void every_word_at_its_extremes() {
        for (String kind : new String[] {"lh", "ri"}) {
            byte[] original = HiveBuilder.of(TEXT).leaves(kind).build();
            for (int at = 0; at < 4096 + 1600; at += at < 0x200 || at >= 4096 ? 2 : 512) {
                for (int value : EXTREMES) {
                    byte[] hive = original.clone();
                    ByteBuffer.wrap(hive).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
                    if (at < 0x1fc) {
                        HiveBuilder.seal(hive);
                    }
                    survives(hive, "%s: word at 0x%x is 0x%x".formatted(kind, at, value));
                }
            }
        }
    }

    @Test
    void bytes_anywhere() {
        Random random = new Random(20260102);
        byte[] original = HiveBuilder.of(TEXT).build();
        for (int round = 0; round < 3000; round++) {
            byte[] hive = original.clone();
            for (int i = random.nextInt(8); i >= 0; i--) {
                int at = random.nextInt(4096, 4096 + 1600);
                hive[at] = random.nextBoolean() ? (byte) random.nextInt() : hive[random.nextInt(4096, 5696)];
            }
            survives(hive, "round " + round);
        }
    }

    @Test
    void every_cut() {
        byte[] original = HiveBuilder.of(TEXT).build();
        for (int length = 0; length < original.length; length += 97) {
            survives(Arrays.copyOf(original, length), "cut to " + length);
        }
    }

    /** 65535 leaves that are one and the same, each with 65535 keys that are one and the same. */
    @Test
    void a_list_of_lists_of_one_key() {
        ByteBuffer hive = bare(1 << 20);
        int root = key(hive, 0x20, 0);
        int leaf = 0x1000;
        int index = 0x90000;
        int child = key(hive, 0x100, root);
        cell(hive, leaf, 0x7fff8).putShort(4096 + leaf + 4, (short) 0x696c).putShort(4096 + leaf + 6, (short) 0xffff);
        cell(hive, index, 0x5fff8).putShort(4096 + index + 4, (short) 0x6972).putShort(4096 + index + 6, (short)
                0xffff);
        for (int i = 0; i < 0xffff; i++) {
            hive.putInt(4096 + leaf + 8 + i * 4, child);
            hive.putInt(4096 + index + 8 + i * 4, leaf);
        }
        hive.putInt(4096 + root + 4 + 0x14, -1).putInt(4096 + root + 4 + 0x1c, index);
        survives(hive.array(), "list of lists");
    }

    /** A value list that every one of many keys has, with many values that have the same large data. */
    @Test
    void keys_that_share_all_their_values() {
        ByteBuffer hive = bare(4 << 20);
        int root = key(hive, 0x20, 0);
        int keys = 10_000;
        int list = 0x200000;
        int data = 0x300000;
        int vk = 0x280000;
        int leaf = 0x180000;
        cell(hive, data, 0x80000);
        cell(hive, vk, 0x18).putShort(4096 + vk + 4, (short) 0x6b76).putInt(4096 + vk + 8, 0x7fff8);
        hive.putInt(4096 + vk + 12, data);
        cell(hive, list, 0x20000);
        cell(hive, leaf, 0x10000).putShort(4096 + leaf + 4, (short) 0x696c).putShort(4096 + leaf + 6, (short) keys);
        for (int i = 0; i < keys; i++) {
            int child = key(hive, 0x100 + i * 0x58, root);
            hive.putInt(4096 + child + 4 + 0x24, 20_000).putInt(4096 + child + 4 + 0x28, list);
            hive.putInt(4096 + leaf + 8 + i * 4, child);
            hive.putInt(4096 + list + 4 + i * 4, vk);
        }
        hive.putInt(4096 + root + 4 + 0x14, keys).putInt(4096 + root + 4 + 0x1c, leaf);
        survives(hive.array(), "shared values");
    }

    private static ByteBuffer bare(int size) {
        byte[] small = HiveBuilder.of("").build();
        ByteBuffer hive = ByteBuffer.wrap(Arrays.copyOf(small, 4096 + size)).order(ByteOrder.LITTLE_ENDIAN);
        hive.putInt(0x24, 0x20).putInt(0x28, size).putInt(4096 + 8, size);
        HiveBuilder.seal(hive.array());
        return hive;
    }

    private static ByteBuffer cell(ByteBuffer hive, int offset, int length) {
        return hive.putInt(4096 + offset, -length);
    }

    private static int key(ByteBuffer hive, int offset, int parent) {
        int at = 4096 + offset + 4;
        cell(hive, offset, 0x58).putShort(at, (short) 0x6b6e).putInt(at + 0x10, parent);
        hive.putInt(at + 0x14, 0).putInt(at + 0x1c, -1).putInt(at + 0x24, 0).putInt(at + 0x28, -1);
        hive.putInt(at + 0x2c, -1).putInt(at + 0x30, -1).putShort(at + 0x48, (short) 4);
        return offset;
    }

    private static void survives(byte[] bytes, String what) {
        try {
            Bounded.run(SOON, () -> look(bytes));
        } catch (AssertionError e) {
            throw new AssertionError(what, e);
        }
    }

    /** All that can be asked of a hive. */
    static void look(byte[] bytes) throws IOException {
        look(Hive.of("hive", new BytesSource(bytes), Map.of()));
    }

    static void look(Hive hive) throws IOException {
        HiveDump.of(hive).sha256();
        hive.find("ControlSet001\\Services\\Tcpip");
        KeyWalk walk = hive.walk(hive.root());
        for (Key key = walk.next(); key != null; key = walk.next()) {
            key.className();
            key.security();
            for (Value value : walk.values()) {
                value.texts();
                value.number();
            }
        }
    }
}
