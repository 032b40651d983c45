package io.guestkit.volume.lvm2;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.ConcatSource;
import io.guestkit.io.ZeroSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Nothing but an IOException may come out, and whatever opens can be read. */
class Lvm2FuzzTest {

    private static final int BLOCK = 4096;
    private static final int SUPERBLOCK_XOR = 160774;
    private static final int NODE_XOR = 121107;
    private static final long DEVICE = 1 << 20;

    /** The text of a group over physical volumes of zeros. */
    @FuzzTest(maxDuration = "30s")
    void text(byte[] input) {
        try {
            VolumeGroup group = VolumeGroup.parse(MetadataText.parse(input));
            Map<String, BlockSource> present = new HashMap<>();
            for (String name : group.physicalVolumes().keySet()) {
                present.put(name, new ZeroSource(DEVICE));
            }
            GroupSources sources = new GroupSources(group, present, new ArrayList<>());
            for (LogicalVolume lv : group.logicalVolumes().values()) {
                try {
                    readEnds(sources.content(lv));
                } catch (IOException refused) {
                    // by its reason
                }
            }
        } catch (IOException refused) {
            // by its reason
        }
    }

    /** A label, and what it leads to. */
    @FuzzTest(maxDuration = "30s")
    void label(byte[] input) {
        try {
            BlockSource device = new ConcatSource(List.of(new BytesSource(input), new ZeroSource(DEVICE)));
            PvLabel.find(device);
            MetadataArea.read(device, new PvLabel.Area(0, DEVICE));
        } catch (IOException refused) {
            // by its reason
        }
    }

    /** The store of a snapshot. */
    @FuzzTest(maxDuration = "30s")
    void store(byte[] input) {
        try {
            BlockSource store = new ConcatSource(List.of(new BytesSource(input), new ZeroSource(DEVICE)));
            readEnds(SnapshotSource.open(new ZeroSource(DEVICE), store, BLOCK));
        } catch (IOException refused) {
            // by its reason
        }
    }

    /** The metadata of a thin pool: blocks whose checksums are right. */
    @FuzzTest(maxDuration = "30s")
    void thin(byte[] input) {
        ByteBuffer metadata = ByteBuffer.allocate(Math.max(8, input.length / BLOCK + 1) * BLOCK)
                .order(ByteOrder.LITTLE_ENDIAN);
        metadata.put(0, input);
        for (int block = 0; block < metadata.limit() / BLOCK; block++) {
            metadata.putLong(block * BLOCK + 8, block);
            CRC32C crc = new CRC32C();
            crc.update(metadata.array(), block * BLOCK + 4, BLOCK - 4);
            metadata.putInt(block * BLOCK, (int) ~crc.getValue() ^ (block == 0 ? SUPERBLOCK_XOR : NODE_XOR));
        }
        try {
            ThinPool pool = ThinPool.open(new BytesSource(metadata.array()), new ZeroSource(DEVICE));
            readEnds(pool.volume(1, DEVICE, null));
        } catch (IOException refused) {
            // by its reason
        }
    }

    private static void readEnds(BlockSource content) throws IOException {
        int length = (int) Math.min(BLOCK, content.size());
        content.readBytes(0, length);
        content.readBytes(content.size() - length, length);
        if (length > 0) {
            content.extent(0, content.size());
        }
    }
}
