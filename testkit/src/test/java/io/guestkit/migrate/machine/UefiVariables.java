package io.guestkit.migrate.machine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The memory of a machine's UEFI with an entry for a loader in it, as a guest leaves it behind when it is installed: a
 * store of authenticated variables (EDK II, VariableFormat.h), whose entry is an EFI_LOAD_OPTION (UEFI 2.10, 3.1.3).
 */
final class UefiVariables {

    private static final UUID GLOBAL = UUID.fromString("8be4df61-93ca-11d2-aa0d-00e098032b8c");
    private static final int HEADER_LENGTH = 0x30;
    private static final int STORE_HEADER = 28;
    private static final int VARIABLE_HEADER = 60;
    private static final short VARIABLE = 0x55aa;
    private static final byte ADDED = 0x3f;
    /** Kept, and to be seen before and after the loader runs. */
    private static final int ATTRIBUTES = 7;

    private final ByteBuffer store;
    private int end;

    private UefiVariables(byte[] template) {
        store = ByteBuffer.wrap(template).order(ByteOrder.LITTLE_ENDIAN);
        end = store.getShort(HEADER_LENGTH) + STORE_HEADER;
        while (store.getShort(end) == VARIABLE) {
            end = next(end, store.getInt(end + 36) + store.getInt(end + 40));
        }
    }

    /** Writes a memory whose first entry is a loader on a partition of a GPT. */
    static void write(Path template, Path target, int number, long start, long sectors, UUID partition, String loader)
            throws IOException {
        UefiVariables variables = new UefiVariables(Files.readAllBytes(template));
        byte[] description = text("debian");
        byte[] path = text(loader);
        int length = 42 + 4 + path.length + 4;
        ByteBuffer option = little(6 + description.length + length);
        option.putInt(1).putShort((short) length).put(description);
        option.put((byte) 4).put((byte) 1).putShort((short) 42); // hard drive
        option.putInt(number)
                .putLong(start)
                .putLong(sectors)
                .put(bytes(partition))
                .put((byte) 2)
                .put((byte) 2);
        option.put((byte) 4).put((byte) 4).putShort((short) (4 + path.length)).put(path); // file
        option.put((byte) 0x7f).put((byte) 0xff).putShort((short) 4);
        variables.add("Boot0000", option.array());
        variables.add("BootOrder", new byte[2]);
        Files.write(target, variables.store.array());
    }

    private void add(String name, byte[] data) {
        byte[] utf16 = text(name);
        store.putShort(end, VARIABLE).put(end + 2, ADDED).put(end + 3, (byte) 0).putInt(end + 4, ATTRIBUTES);
        for (int at = end + 8; at < end + 36; at++) {
            store.put(at, (byte) 0);
        }
        store.putInt(end + 36, utf16.length).putInt(end + 40, data.length).put(end + 44, bytes(GLOBAL));
        store.put(end + VARIABLE_HEADER, utf16).put(end + VARIABLE_HEADER + utf16.length, data);
        end = next(end, utf16.length + data.length);
    }

    private static int next(int at, int content) {
        return at + VARIABLE_HEADER + content + 3 & ~3;
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_16LE);
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** As EFI_GUID: the first three fields little-endian. */
    private static byte[] bytes(UUID uuid) {
        long high = uuid.getMostSignificantBits();
        return little(16)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }
}
