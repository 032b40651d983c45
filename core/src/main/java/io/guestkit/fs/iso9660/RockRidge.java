package io.guestkit.fs.iso9660;

import io.guestkit.fs.NodeAttributes.DeviceNumber;
import io.guestkit.io.BlockSource;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What Rock Ridge says of one file; what it does not say is null or -1. Names and offsets: RRIP, 4.1. */
final class RockRidge {

    private static final int CONTINUED = 1;
    /** NM for "." and "..", which are known without a name. */
    private static final int NM_CURRENT_OR_PARENT = 0x06;
    /** Longest name and longest target that Linux has. */
    private static final int MAX_NAME = 255;

    private static final int MAX_TARGET = 4096;

    private static final int SL_CURRENT = 0x02;
    private static final int SL_PARENT = 0x04;
    private static final int SL_ROOT = 0x08;

    private static final int TF_CREATION = 0x01;
    private static final int TF_LONG_FORM = 0x80;
    private static final int LONG_DATE_LENGTH = 17;

    /** What POSIX calls the mode, with the type; -1 if there is none. */
    int mode = -1;

    long links = 1;
    long uid;
    long gid;

    @Nullable
    DeviceNumber device;

    @Nullable
    Instant modified;

    @Nullable
    Instant accessed;

    @Nullable
    Instant changed;
    /** Block of a directory that was moved elsewhere; -1 if it was not. */
    long childLocation = -1;
    /** Whether this record is only there because its directory was moved from elsewhere. */
    boolean relocated;
    /** Of the file content; null if it is stored as it is. */
    @Nullable
    StructView compressed;

    boolean sparse;
    private final ByteArrayOutputStream name = new ByteArrayOutputStream();
    private final ByteArrayOutputStream target = new ByteArrayOutputStream();
    private boolean hasTarget;
    private boolean componentContinued;

    /** How many bytes of each system use area are not Rock Ridge's; null if the root directory's first record has no SP. */
    static @Nullable Integer skippedBytes(StructView rootArea) throws CorruptDataException {
        for (int at : new int[] {0, 14}) { // behind the attributes of CD-ROM XA, where there are some
            if (rootArea.startsWith(at, (byte) 'S', (byte) 'P')
                    && at + 7 <= rootArea.length()
                    && rootArea.u8(at + 4) == 0xbe
                    && rootArea.u8(at + 5) == 0xef) {
                return rootArea.u8(at + 6);
            }
        }
        return null;
    }

    static RockRidge read(BlockSource volume, int blockSize, StructView area, int skipped) throws IOException {
        RockRidge all = new RockRidge();
        SystemUse entries = new SystemUse(volume, blockSize, area, skipped);
        for (SystemUse.Entry entry = entries.next(); entry != null; entry = entries.next()) {
            all.take(entry.signature(), entry.bytes());
        }
        return all;
    }

    private void take(String signature, StructView s) throws CorruptDataException {
        switch (signature) {
            case "PX" -> {
                mode = (int) s.u32(4);
                links = s.u32(12);
                uid = s.u32(20);
                gid = s.u32(28);
            }
            case "PN" -> device = device(s.u32(4), s.u32(12));
            case "NM" -> name(s);
            case "SL" -> target(s);
            case "TF" -> times(s);
            case "CL" -> childLocation = s.u32(4);
            case "RE" -> relocated = true;
            case "ZF" -> compressed = s;
            case "SF" -> sparse = true;
            default -> {
                // RR, PL and what other protocols have
            }
        }
    }

    /**
     * Some tools write the whole number into the lower half, packed as Linux and glibc do. The kernel's mount then has the
     * lowest eight bits of the minor number only.
     */
    private static DeviceNumber device(long high, long low) {
        if (high == 0 && low > 0xff) {
            int packed = (int) low;
            return new DeviceNumber(packed >>> 8 & 0xfff, packed & 0xff | packed >>> 12 & 0xf_ff00);
        }
        return new DeviceNumber((int) high, (int) low);
    }

    private void name(StructView s) throws CorruptDataException {
        if ((s.u8(4) & NM_CURRENT_OR_PARENT) == 0) {
            name.writeBytes(s.bytes(5, s.length() - 5));
            if (name.size() > MAX_NAME) {
                throw s.corrupt(5, "name", name.size() + " bytes", "at most " + MAX_NAME);
            }
        }
    }

    private void target(StructView s) throws CorruptDataException {
        hasTarget = true;
        for (int at = 5; at + 2 <= s.length(); ) {
            int flags = s.u8(at);
            int length = s.u8(at + 1);
            byte[] last = target.toByteArray();
            if (last.length > 0 && !componentContinued && last[last.length - 1] != '/') {
                target.write('/');
            }
            switch (flags & ~CONTINUED) {
                case 0 -> target.writeBytes(s.bytes(at + 2, length));
                case SL_CURRENT -> target.write('.');
                case SL_PARENT -> target.writeBytes("..".getBytes(StandardCharsets.US_ASCII));
                case SL_ROOT -> target.write('/');
                default -> throw s.corrupt(at, "component flags", flags, "0, 1, 2, 4 or 8");
            }
            if (target.size() > MAX_TARGET) {
                throw s.corrupt(at, "target", target.size() + " bytes", "at most " + MAX_TARGET);
            }
            componentContinued = (flags & CONTINUED) != 0;
            at += 2 + length;
        }
    }

    /** One bit for each time that is there, in this order: creation, modification, access, attributes … */
    private void times(StructView s) throws CorruptDataException {
        int flags = s.u8(4);
        int length = (flags & TF_LONG_FORM) != 0 ? LONG_DATE_LENGTH : DirectoryRecord.DATE_LENGTH;
        int at = 5;
        for (int bit = TF_CREATION; bit <= TF_CREATION << 3; bit <<= 1) {
            if ((flags & bit) != 0) {
                Instant time = length == LONG_DATE_LENGTH ? longDate(s, at) : DirectoryRecord.date(s, at);
                switch (bit) {
                    case TF_CREATION, TF_CREATION << 3 -> changed = time; // as Linux, which has no time of creation
                    case TF_CREATION << 1 -> modified = time;
                    default -> accessed = time;
                }
                at += length;
            }
        }
    }

    /** Sixteen digits from year to hundredths, and the zone in quarters of an hour. */
    private static Instant longDate(StructView s, int at) throws CorruptDataException {
        int[] part = new int[7];
        int offset = at;
        for (int i = 0; i < part.length; i++) {
            int digits = i == 0 ? 4 : 2;
            for (int end = offset + digits; offset < end; offset++) {
                int digit = s.u8(offset) - '0';
                if (digit < 0 || digit > 9) {
                    throw s.corrupt(offset, "date", s.u8(offset), "a digit");
                }
                part[i] = part[i] * 10 + digit;
            }
        }
        long days =
                java.time.LocalDate.of(part[0], Math.clamp(part[1], 1, 12), 1).toEpochDay() + part[2] - 1;
        long seconds = ((days * 24 + part[3]) * 60 + part[4]) * 60 + part[5] - (byte) s.u8(offset) * 15L * 60;
        return Instant.ofEpochSecond(seconds, part[6] * 10_000_000L);
    }

    /** Null if there is none. */
    byte @Nullable [] name() {
        return name.size() == 0 ? null : name.toByteArray();
    }

    /** Null if this is no symbolic link. */
    byte @Nullable [] target() {
        return hasTarget ? target.toByteArray() : null;
    }
}
