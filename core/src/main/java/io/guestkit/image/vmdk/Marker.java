package io.guestkit.image.vmdk;

import io.guestkit.io.CorruptDataException;
import io.guestkit.io.StructView;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a sector of a stream announces that starts no grain: number of sectors that follow (8 bytes), zero where a grain
 * would have its length (4), type (4). Spec: VMware Virtual Disk Format 5.0, "Markers".
 */
enum Marker {
    END_OF_STREAM,
    GRAIN_TABLE,
    GRAIN_DIRECTORY,
    FOOTER;

    /** In front of a grain: its first sector on the disk (8 bytes) and the length of what it was compressed to (4). */
    static final int GRAIN_BYTES = 12;

    private static final int TYPE = 0x0c;

    /** Whether a sector is this marker. */
    boolean isAt(StructView s) throws CorruptDataException {
        return s.u32(0x08) == 0 && s.u32(TYPE) == ordinal();
    }

    /** The sector of this marker. */
    ByteBuffer toBytes(int sectors) {
        ByteBuffer bytes = ByteBuffer.allocate(SparseHeader.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.putLong(0x00, sectors).putInt(TYPE, ordinal());
    }
}
