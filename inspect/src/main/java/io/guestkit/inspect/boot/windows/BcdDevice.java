package io.guestkit.inspect.boot.windows;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/**
 * Where an element of a BCD store says that something is: 16 bytes that name an object with options, and a description of
 * a device behind them, little-endian. Microsoft publishes what there is ("BCD reference", BcdDeviceData and its classes)
 * and not how it is stored; that was seen in stores.
 */
sealed interface BcdDevice {

    /** What the boot manager itself was read from. */
    record Boot() implements BcdDevice {

        @Override
        public String toString() {
            return "boot";
        }
    }

    /** A partition of a GPT disk, by both of their GUIDs. */
    record GptPartition(UUID partition, UUID disk) implements BcdDevice {

        @Override
        public String toString() {
            return "partition %s of disk %s".formatted(partition, disk);
        }
    }

    /**
     * A partition of an MBR disk.
     *
     * @param signature of the disk, eight hexadecimal digits as {@link io.guestkit.volume.PartitionTable#diskId} has them
     * @param offset of the partition in bytes
     */
    record MbrPartition(String signature, long offset) implements BcdDevice {

        @Override
        public String toString() {
            return "partition at byte %d of disk %s".formatted(offset, signature);
        }
    }

    /**
     * A file that is read into memory and is a disk there.
     *
     * @param path empty if it could not be told
     */
    record RamDisk(BcdDevice on, String path) implements BcdDevice {

        @Override
        public String toString() {
            return "RAM disk [%s]%s".formatted(on, path);
        }
    }

    /** A partition inside of a file such as a VHD. */
    record VirtualDisk() implements BcdDevice {

        @Override
        public String toString() {
            return "virtual disk in a file";
        }
    }

    /**
     * The first device that has a file.
     *
     * @param element that has the file's path, in the same object; of no meaning if there is a path
     * @param path empty if an element has it
     */
    record Locate(int element, String path) implements BcdDevice {

        @Override
        public String toString() {
            return path.isEmpty() ? "locate=0x%08x".formatted(element) : "locate=" + path;
        }
    }

    /** A device of a kind that no disk has, such as {@code serial}. */
    record Other(String kind) implements BcdDevice {

        @Override
        public String toString() {
            return kind;
        }
    }

    /** As deep as devices on devices are looked into. */
    int MAX_DEPTH = 4;

    int HEADER = 0x10;
    int MAX_PATH = 0x8000;

    /** @param element all of its data */
    static BcdDevice parse(StructView element) throws CorruptDataException {
        return device(element, 0x10, 0);
    }

    private static BcdDevice device(StructView all, int at, int depth) throws CorruptDataException {
        int size = all.u32In(at + 0x08, "Size of the device", HEADER, Math.max(HEADER, all.length() - at));
        StructView s = all.slice("BCD device", at, size);
        long type = s.u32(0x00);
        return switch ((int) type) {
            case 0 -> disk(s, depth);
            case 2 -> new Other("legacy partition");
            case 3 -> new Other("serial");
            case 4 -> new Other("network");
            case 5 -> new Boot();
            case 6 -> partition(s);
            case 8 -> locate(s);
            default -> new Other("device of type 0x%x".formatted(type));
        };
    }

    private static BcdDevice disk(StructView s, int depth) throws CorruptDataException {
        long type = s.u32(0x10);
        return switch ((int) type) {
            case 0 -> new Other("whole disk");
            case 1 -> new Other("floppy disk");
            case 2 -> new Other("CD-ROM");
            case 3 -> ramDisk(s, depth);
            case 5, 6 -> new VirtualDisk();
            default -> new Other("disk of type 0x%x".formatted(type));
        };
    }

    /** Behind base, size and offset in memory: version, length, type of a path; of type 5 are a device and a text. */
    private static BcdDevice ramDisk(StructView s, int depth) throws CorruptDataException {
        int descriptor = 0x28;
        int length = s.u32In(descriptor + 0x04, "Length of the path", 0x0c, s.length() - descriptor);
        if (s.u32(descriptor + 0x08) != 5 || depth == MAX_DEPTH) {
            return new RamDisk(new Other("unknown place"), "");
        }
        StructView path = s.slice("BCD path", descriptor + 0x0c, length - 0x0c);
        BcdDevice on = device(path, 0x00, depth + 1);
        return new RamDisk(on, text(path, (int) path.u32(0x08))); // at most the length: it was checked with the device
    }

    private static BcdDevice partition(StructView s) throws CorruptDataException {
        long disk = s.u32(0x20);
        if (disk == 5 || disk == 6) {
            return new VirtualDisk();
        }
        if (disk != 0) {
            return new Other("partition of a disk of type 0x%x".formatted(disk));
        }
        long style = s.u32(0x24);
        return switch ((int) style) {
            case 0 -> new GptPartition(s.guid(0x10), s.guid(0x28));
            case 1 ->
                new MbrPartition(
                        Long.toHexString(s.u32(0x28) | 1L << 32).substring(1).toLowerCase(Locale.ROOT),
                        s.u63(0x10, "Offset of the partition"));
            default -> new Other("partition of a disk without a table");
        };
    }

    private static BcdDevice locate(StructView s) throws CorruptDataException {
        boolean byPath = s.u32(0x10) == 1;
        return new Locate(s.i32(0x14), byPath ? text(s, 0x1c) : "");
    }

    /** Text up to a NUL or the end. */
    private static String text(StructView s, int start) throws CorruptDataException {
        int length = Math.min(Math.max(0, s.length() - start), MAX_PATH) & ~1;
        String text = new String(s.bytes(Math.min(start, s.length()), length), StandardCharsets.UTF_16LE);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }
}
