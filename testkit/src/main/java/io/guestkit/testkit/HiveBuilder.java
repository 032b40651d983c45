package io.guestkit.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes small registry hives out of text as regedit exports it: {@code [key\subkey]}, {@code "name"="text"},
 * {@code "name"=dword:0000000a}, {@code "name"=hex(2):61,00}, {@code @=…}. In addition {@code "name"=expand:"text"} and
 * {@code "name"=multi:"one","two"} save hexadecimal digits. Paths are from the root of the hive; every value is one line.
 */
public final class HiveBuilder {

    /** Where the time of every key is set: 2024-01-02 03:04:05 UTC. */
    public static final long TIME = 133_486_382_450_000_000L;

    private static final int PAGE = 4096;
    private static final int BIN_HEADER = 0x20;
    private static final int SEGMENT = 16344;
    private static final int LEAF_OF_ROOT = 3;

    private final Node root = new Node("ROOT");
    private String leaves = "lh";
    private int minorVersion = 5;
    private final ByteArrayOutputStream bin = new ByteArrayOutputStream();
    private int security;

    private record Entry(String name, int type, byte[] data) {}

    private static final class Node {
        private final String name;
        private final Map<String, Node> subkeys = new TreeMap<>();
        private final List<Entry> values = new ArrayList<>();

        Node(String name) {
            this.name = name;
        }
    }

    private HiveBuilder() {}

    /** A hive with the keys of the text. */
    public static HiveBuilder of(String text) {
        HiveBuilder builder = new HiveBuilder();
        Node key = builder.root;
        for (String line : text.lines().toList()) {
            String trimmed = line.strip();
            if (trimmed.isEmpty() || trimmed.startsWith(";") || trimmed.startsWith("Windows Registry Editor")) {
                continue;
            }
            if (trimmed.startsWith("[")) {
                key = builder.root;
                for (String name :
                        trimmed.substring(1, trimmed.lastIndexOf(']')).split("\\\\", -1)) {
                    if (!name.isEmpty()) {
                        key = key.subkeys.computeIfAbsent(name.toUpperCase(Locale.ROOT), upper -> new Node(name));
                    }
                }
            } else {
                key.values.add(entry(trimmed));
            }
        }
        return builder;
    }

    /** The kind of lists of subkeys: {@code lh} (unless this is called), {@code lf}, {@code li} or {@code ri}. */
    public HiveBuilder leaves(String kind) {
        leaves = kind;
        return this;
    }

    /** 5 unless this is called; below 4 there are no segments of data. */
    public HiveBuilder minorVersion(int version) {
        minorVersion = version;
        return this;
    }

    /** The file. */
    public byte[] build() {
        bin.reset();
        bin.writeBytes(new byte[BIN_HEADER]);
        security = put(securityCell());
        int rootCell = key(root, 0);
        int size = (bin.size() + PAGE - 1) / PAGE * PAGE;
        int free = size - bin.size();
        if (free > 0) {
            bin.writeBytes(words(4).putInt(free).array());
            bin.writeBytes(new byte[free - 4]);
        }
        ByteBuffer hive = words(PAGE + size);
        hive.put(PAGE, bin.toByteArray());
        hive.putInt(PAGE, 0x6e696268).putInt(PAGE + 4, 0).putInt(PAGE + 8, size);
        hive.putInt(PAGE + security + 4 + 4, security).putInt(PAGE + security + 4 + 8, security);
        hive.putInt(0, 0x66676572).putInt(4, 1).putInt(8, 1).putLong(0x0c, TIME);
        hive.putInt(0x14, 1).putInt(0x18, minorVersion).putInt(0x20, 1).putInt(0x24, rootCell);
        hive.putInt(0x28, size).putInt(0x2c, 1);
        seal(hive.array());
        return hive.array();
    }

    /** Makes the checksum of a base block right again. */
    public static void seal(byte[] hive) {
        ByteBuffer base = ByteBuffer.wrap(hive).order(ByteOrder.LITTLE_ENDIAN);
        int sum = 0;
        for (int at = 0; at < 0x1fc; at += 4) {
            sum ^= base.getInt(at);
        }
        base.putInt(0x1fc, sum == 0 ? 1 : sum == -1 ? -2 : sum);
    }

    private static Entry entry(String line) {
        int end = line.startsWith("@") ? 1 : quoteEnd(line, 0);
        String name = line.startsWith("@") ? "" : unquote(line.substring(0, end));
        String value = line.substring(line.indexOf('=', end) + 1).strip();
        if (value.startsWith("\"")) {
            return new Entry(name, 1, utf16(unquote(value) + "\0"));
        }
        int colon = value.indexOf(':');
        String kind = value.substring(0, colon);
        String rest = value.substring(colon + 1);
        return switch (kind) {
            case "dword" ->
                new Entry(
                        name,
                        4,
                        words(4).putInt(0, Integer.parseUnsignedInt(rest, 16)).array());
            case "qword" ->
                new Entry(
                        name,
                        11,
                        words(8).putLong(0, Long.parseUnsignedLong(rest, 16)).array());
            case "expand" -> new Entry(name, 2, utf16(unquote(rest) + "\0"));
            case "multi" -> new Entry(name, 7, multi(rest));
            case "hex" -> new Entry(name, 3, hex(rest));
            default -> new Entry(name, Integer.parseUnsignedInt(kind.substring(4, kind.length() - 1), 16), hex(rest));
        };
    }

    private static byte[] multi(String texts) {
        StringBuilder all = new StringBuilder();
        for (int at = texts.indexOf('"'); at >= 0; ) {
            int end = quoteEnd(texts, at);
            all.append(unquote(texts.substring(at, end))).append('\0');
            at = texts.indexOf('"', end);
        }
        return utf16(all.append('\0').toString());
    }

    /** Behind the quote that ends what starts at {@code start}. */
    private static int quoteEnd(String line, int start) {
        int at = start + 1;
        while (line.charAt(at) != '"') {
            at += line.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static String unquote(String quoted) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            i += quoted.charAt(i) == '\\' ? 1 : 0;
            text.append(quoted.charAt(i));
        }
        return text.toString();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(",", "").replace(" ", ""));
    }

    private static byte[] utf16(String text) {
        return text.getBytes(StandardCharsets.UTF_16LE);
    }

    private static boolean isLatin(String name) {
        return name.chars().allMatch(c -> c < 0x100);
    }

    private static byte[] nameBytes(String name) {
        return isLatin(name) ? name.getBytes(StandardCharsets.ISO_8859_1) : utf16(name);
    }

    private int key(Node key, int parent) {
        byte[] name = nameBytes(key.name);
        ByteBuffer nk = words(0x4c + name.length);
        nk.putShort(0, (short) 0x6b6e).putShort(2, (short) ((parent == 0 ? 0x2c : 0) | (isLatin(key.name) ? 0x20 : 0)));
        nk.putLong(4, TIME)
                .putInt(0x10, parent)
                .putInt(0x14, key.subkeys.size())
                .putInt(0x1c, -1);
        nk.putInt(0x20, -1).putInt(0x24, key.values.size()).putInt(0x28, -1);
        nk.putInt(0x2c, security).putInt(0x30, -1).putShort(0x48, (short) name.length);
        nk.put(0x4c, name);
        int self = put(nk);
        if (!key.values.isEmpty()) {
            nk.putInt(0x28, values(key.values));
        }
        if (!key.subkeys.isEmpty()) {
            List<Integer> offsets = new ArrayList<>();
            for (Node subkey : key.subkeys.values()) {
                offsets.add(key(subkey, self));
            }
            nk.putInt(0x1c, list(List.copyOf(key.subkeys.values()), offsets));
        }
        patch(self, nk);
        return self;
    }

    private int list(List<Node> subkeys, List<Integer> offsets) {
        if (!leaves.equals("ri")) {
            return leaf(leaves, subkeys, offsets);
        }
        List<Integer> parts = new ArrayList<>();
        for (int i = 0; i < offsets.size(); i += LEAF_OF_ROOT) {
            int end = Math.min(offsets.size(), i + LEAF_OF_ROOT);
            parts.add(leaf("lh", subkeys.subList(i, end), offsets.subList(i, end)));
        }
        return leaf("ri", List.of(), parts);
    }

    private int leaf(String kind, List<Node> subkeys, List<Integer> offsets) {
        boolean hinted = kind.equals("lf") || kind.equals("lh");
        ByteBuffer list = words(4 + offsets.size() * (hinted ? 8 : 4));
        list.put(kind.getBytes(StandardCharsets.US_ASCII)).putShort((short) offsets.size());
        for (int i = 0; i < offsets.size(); i++) {
            list.putInt(offsets.get(i));
            if (hinted) {
                list.putInt(hint(kind, subkeys.get(i).name));
            }
        }
        return put(list);
    }

    private static int hint(String kind, String name) {
        int hint = 0;
        if (kind.equals("lh")) {
            for (char c : name.toUpperCase(Locale.ROOT).toCharArray()) {
                hint = hint * 37 + c;
            }
            return hint;
        }
        for (int i = 3; i >= 0; i--) {
            hint = hint << 8 | (i < name.length() && name.charAt(i) < 0x100 ? name.charAt(i) : 0);
        }
        return hint;
    }

    private int values(List<Entry> values) {
        ByteBuffer list = words(values.size() * 4);
        for (Entry entry : values) {
            byte[] name = nameBytes(entry.name());
            byte[] data = entry.data();
            ByteBuffer vk = words(0x14 + name.length);
            vk.putShort(0, (short) 0x6b76).putShort(2, (short) name.length);
            if (data.length <= 4) {
                vk.putInt(4, data.length | 0x8000_0000).put(8, data);
            } else {
                vk.putInt(4, data.length).putInt(8, data(data));
            }
            vk.putInt(0x0c, entry.type()).putShort(0x10, (short) (isLatin(entry.name()) ? 1 : 0));
            vk.put(0x14, name);
            list.putInt(put(vk));
        }
        return put(list);
    }

    private int data(byte[] data) {
        if (minorVersion < 4 || data.length <= SEGMENT) {
            return put(ByteBuffer.wrap(data));
        }
        int segments = (data.length - 1) / SEGMENT + 1;
        ByteBuffer list = words(segments * 4);
        for (int at = 0; at < data.length; at += SEGMENT) {
            list.putInt(put(ByteBuffer.wrap(data, at, Math.min(SEGMENT, data.length - at))
                    .slice()));
        }
        ByteBuffer db = words(8).put(new byte[] {'d', 'b'}).putShort((short) segments);
        db.putInt(put(list));
        return put(db);
    }

    /** Owned by the administrators, group SYSTEM, nothing said about access. */
    private static ByteBuffer securityCell() {
        byte[] descriptor = HexFormat.of()
                .parseHex("01000080" + "14000000" + "24000000" + "00000000" + "00000000"
                        + "01020000000000052000000020020000" + "010100000000000512000000");
        ByteBuffer sk = words(0x14 + descriptor.length);
        sk.putShort(0, (short) 0x6b73).putInt(0x0c, 1).putInt(0x10, descriptor.length);
        return sk.put(0x14, descriptor);
    }

    /** Adds a cell and says where. */
    private int put(ByteBuffer content) {
        int offset = bin.size();
        int length = (content.capacity() + 4 + 7) / 8 * 8;
        ByteBuffer cell = words(length).putInt(0, -length);
        cell.put(4, content, 0, content.capacity());
        bin.writeBytes(cell.array());
        return offset;
    }

    /** Replaces the first bytes of a cell. */
    private void patch(int offset, ByteBuffer content) {
        byte[] all = bin.toByteArray();
        ByteBuffer.wrap(all).put(offset + 4, content, 0, content.capacity());
        bin.reset();
        bin.writeBytes(all);
    }

    private static ByteBuffer words(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
