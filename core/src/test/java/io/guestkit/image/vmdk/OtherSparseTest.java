package io.guestkit.image.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskImage;
import io.guestkit.image.Run;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** COWD and seSparse extents, whose words differ from those of hosted ones. */
class OtherSparseTest {

    private static final int SECTOR = 512;
    private static final int COWD_DIRECTORY = 4;
    private static final int COWD_TABLE = 5;
    private static final int COWD_GRAINS = COWD_TABLE + 32;

    private static final int SE_DIRECTORY = 2;
    private static final int SE_TABLES = 3;
    private static final int SE_GRAINS = SE_TABLES + SeSparseHeader.TABLE;
    private static final long ALLOCATED = 3L << 60;

    private static ByteBuffer bytes(int sectors) {
        return ByteBuffer.allocate(sectors * SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Grains of one sector; the first table maps grain 0 to the second of two stored grains, and 5 to the first. */
    private static ByteBuffer cowd() {
        ByteBuffer file = bytes(COWD_GRAINS + 2);
        file.put(0, CowdHeader.MAGIC);
        file.putInt(0x04, 1).putInt(0x08, 3).putInt(0x0c, 8192).putInt(0x10, 1).putInt(0x14, COWD_DIRECTORY);
        file.putInt(0x18, 2);
        file.putInt(COWD_DIRECTORY * SECTOR, COWD_TABLE);
        file.putInt(COWD_TABLE * SECTOR, COWD_GRAINS + 1).putInt(COWD_TABLE * SECTOR + 20, COWD_GRAINS);
        Arrays.fill(file.array(), COWD_GRAINS * SECTOR, (COWD_GRAINS + 1) * SECTOR, (byte) 1);
        Arrays.fill(file.array(), (COWD_GRAINS + 1) * SECTOR, (COWD_GRAINS + 2) * SECTOR, (byte) 2);
        return file;
    }

    /** The first table maps grain 0 to the second of two stored grains, and 5 to the first; 7 is unmapped, 8 zero. */
    private static ByteBuffer seSparse() {
        ByteBuffer file = bytes(SE_GRAINS + 16);
        file.putLong(0x00, 0xcafebabeL).putLong(0x08, 0x2_0000_0001L).putLong(0x10, 65536);
        file.putLong(0x18, 8).putLong(0x20, 64).putLong(0x50, 1).putLong(0x58, 1);
        file.putLong(0x80, SE_DIRECTORY)
                .putLong(0x88, 1)
                .putLong(0x90, SE_TABLES)
                .putLong(0xc0, SE_GRAINS);
        file.putLong(SECTOR, 0xcafecafeL);
        file.putLong(SE_DIRECTORY * SECTOR, 1L << 60);
        int table = SE_TABLES * SECTOR;
        file.putLong(table, ALLOCATED | 1L << 48).putLong(table + 40, ALLOCATED);
        file.putLong(table + 56, 1L << 60).putLong(table + 64, 2L << 60);
        Arrays.fill(file.array(), SE_GRAINS * SECTOR, (SE_GRAINS + 8) * SECTOR, (byte) 1);
        Arrays.fill(file.array(), (SE_GRAINS + 8) * SECTOR, (SE_GRAINS + 16) * SECTOR, (byte) 2);
        return file;
    }

    private static DiskImage open(String type, long sectors, ByteBuffer extent) throws Exception {
        return new Directory()
                .with("x", extent.array())
                .with("d", "version=1\nCID=1\nRW %d %s \"x\"\n".formatted(sectors, type))
                .image("d");
    }

    private static DiskImage open(ByteBuffer extent) throws Exception {
        boolean cowd = extent.get(0) == 'C';
        return open(cowd ? "VMFSSPARSE" : "SESPARSE", cowd ? 8192 : 65536, extent);
    }

    @Test
    void cowd_grainsAreMapped() throws Exception {
        DiskImage image = open(cowd());
        byte[] all = image.readBytes(0, (int) image.size());
        assertThat(new int[] {all[0], all[511], all[512], all[5 * SECTOR], all[6 * SECTOR]})
                .containsExactly(2, 2, 0, 1, 0);
        assertThat(image.run(6 * SECTOR, 8186L * SECTOR).end()).isEqualTo(4096 * SECTOR);
        assertThat(image.run(4096 * SECTOR, 4096 * SECTOR))
                .isEqualTo(new Run.Unallocated(4096 * SECTOR, 4096 * SECTOR));
        // hosted descriptors call them SPARSE
        assertThat(open("SPARSE", 8192, cowd()).readBytes(0, 1)).containsExactly(2);
        assertThat(open(cowd().putInt(0x670, 1)).warnings())
                .extracting(Warning::message)
                .anyMatch(m -> m.contains("uncleanShutdown"));
    }

    @ParameterizedTest
    @CsvSource({
        "0x10, 0, grainSize at +0x10 is 0",
        "0x10, 0x200001, grainSize at +0x10 is 2097153",
        "0x18, 1, numGDEntries at +0x18 is 1",
        "0x0c, -1, numGDEntries at +0x18 is 2",
    })
    void cowd_aFieldOutOfRangeIsNamed(String offset, String value, String message) {
        ByteBuffer file =
                cowd().putInt(Integer.decode(offset), Long.decode(value).intValue());
        assertThatThrownBy(() -> open(file).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("VMDK COWD header: " + message);
    }

    @Test
    void cowd_thatOfWorkstation3IsUnsupported() {
        assertThatThrownBy(() -> open(cowd().putInt(0x04, 3)).readBytes(0, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("version 3");
    }

    @Test
    void cowd_tablesOutsideTheFileAreRefused() {
        assertThatThrownBy(() -> open(cowd().putInt(0x14, -1)).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("extent x: VMDK grain directory");
        assertThatThrownBy(
                        () -> open(cowd().putInt(COWD_DIRECTORY * SECTOR, -1)).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("extent x: VMDK grain table");
    }

    @Test
    void seSparse_grainsAreMapped() throws Exception {
        DiskImage image = open(seSparse());
        byte[] start = image.readBytes(0, 16 * 4096);
        assertThat(new int[] {start[0], start[4095], start[4096], start[5 * 4096], start[6 * 4096]})
                .containsExactly(2, 2, 0, 1, 0);
        assertThat(image.run(7 * 4096, 1 << 20)).isEqualTo(new Run.Zero(7 * 4096, 2 * 4096, OptionalLong.empty()));
        assertThat(image.run(4096, 1 << 20)).isEqualTo(new Run.Unallocated(4096, 4 * 4096));
        assertThat(image.run(4096 * 4096, 1 << 20)).isEqualTo(new Run.Unallocated(4096 * 4096, 1 << 20));
    }

    @ParameterizedTest
    @CsvSource({
        "0x00, 0xcafebabf, VMDK sparse header: magic",
        "0x10, -1, capacity at +0x10",
        "0x10, 0x3fffffffffffff, grain_dir_size at +0x88 is 1",
        "0x50, 0, volatile_header_offset at +0x50 is 0",
        "0x50, 0x7fffffff, VMDK seSparse volatile header",
        "0x200, 1, VMDK seSparse volatile header: magic",
        "0x80, 0, grain_dir_offset at +0x80 is 0",
        "0x90, -1, grain_tables_offset at +0x90",
        "0xc0, 0x7fffffffffffffff, grains_offset at +0xc0",
        "0x400, 1, entry 0x1",
        "0x400, 0x1000000100000000, entry 0x1000000100000000",
        "0x400, 0x10000000ffffffff, VMDK grain table",
        "0x600, 1, entry 0x1",
        "0x600, 0x4000000000000000, entry 0x4000000000000000",
        "0x600, 0x3fffffffffffffff, no file is large enough",
        "0x600, 0x3fff000000000000, behind the end of the file",
    })
    void seSparse_aFieldOutOfRangeIsNamed(String offset, String value, String message) {
        ByteBuffer file = seSparse().putLong(Integer.decode(offset), Long.decode(value));
        assertThatThrownBy(() -> open(file).readBytes(0, 1))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "0x18, 16, grain_size",
        "0x20, 32, grain_table_size",
        "0x28, 1, flags",
        "0x48, 1, reserved4",
        "0x218, 1, journal",
    })
    void seSparse_whatNobodyKnowsIsUnsupported(String offset, long value, String message) {
        ByteBuffer file = seSparse().putLong(Integer.decode(offset), value);
        assertThatThrownBy(() -> open(file).readBytes(0, 1))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(message);
    }

    @Test
    void bareExtentsAreNoDisks() throws Exception {
        for (ByteBuffer extent : new ByteBuffer[] {cowd(), seSparse()}) {
            DiskImage image = new Directory().with("x", extent.array()).image("x");
            assertThat(image.info().virtualSize()).isPositive();
            assertThatThrownBy(() -> image.readBytes(0, 1))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("without its descriptor");
        }
    }
}
