package io.guestkit.image.vhdx;

import static io.guestkit.image.vhdx.VhdxBuilder.BLOCK;
import static io.guestkit.image.vhdx.VhdxBuilder.MIB;
import static io.guestkit.image.vhdx.VhdxBuilder.TABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.image.DiskImage;
import io.guestkit.io.CorruptDataException;
import io.guestkit.io.UnsupportedFeatureException;
import io.guestkit.io.Warning;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Guest block 0 is data, so what is written to byte 4 MiB of the file is what the guest sees. */
class LogTest {

    private static final long DATA = 4L * MIB;
    private static final long SIZE = 5L * MIB;
    private static final int SECTOR = 4096;

    private static VhdxBuilder dirty() {
        return VhdxImageTest.dynamic().block(0, 6, 1).dirty();
    }

    private static long[] write(long offset, int fill) {
        return new long[] {offset, 0, fill};
    }

    private static long[] zero(long offset, long length) {
        return new long[] {offset, length, 0};
    }

    private static DiskImage open(VhdxBuilder builder) throws Exception {
        return VhdxImageTest.open(builder.build());
    }

    @Test
    void dataAndZerosAreWritten() throws Exception {
        DiskImage image =
                open(dirty().log(0, 0, 7, SIZE, SIZE, write(DATA + SECTOR, 9), zero(DATA + 3 * SECTOR, 2 * SECTOR)));
        byte[] read = image.readBytes(0, BLOCK);
        for (int sector = 0; sector < BLOCK / SECTOR; sector++) {
            int expected = sector == 1 ? 9 : sector == 3 || sector == 4 ? 0 : 1;
            assertThat(Arrays.copyOfRange(read, sector * SECTOR, (sector + 1) * SECTOR))
                    .containsOnly(expected);
        }
        assertThat(image.info().dirty()).isTrue();
        assertThat(image.warnings()).extracting(Warning::message).anyMatch(m -> m.contains("log was replayed"));
    }

    @Test
    void laterEntriesWinAndEarlierThanTheTailAreLeft() throws Exception {
        VhdxBuilder builder = dirty().log(0, 0, 7, SIZE, SIZE, write(DATA, 2), write(DATA + SECTOR, 2))
                .log(3 * SECTOR, 3 * SECTOR, 8, SIZE, SIZE, write(DATA, 3), write(DATA + 2 * SECTOR, 3))
                .log(6 * SECTOR, 3 * SECTOR, 9, SIZE, SIZE, write(DATA, 4));
        byte[] read = open(builder).readBytes(0, 4 * SECTOR);
        assertThat(new byte[] {read[0], read[SECTOR], read[2 * SECTOR], read[3 * SECTOR]})
                .containsExactly(4, 1, 3, 1);
    }

    @Test
    void theSequenceMayGoRoundTheEnd() throws Exception {
        VhdxBuilder builder = dirty().log(MIB - 3 * SECTOR, MIB - 3 * SECTOR, 100, SIZE, SIZE, write(DATA, 2))
                .log(
                        MIB - SECTOR,
                        MIB - 3 * SECTOR,
                        101,
                        SIZE,
                        SIZE,
                        write(DATA + SECTOR, 3),
                        write(DATA + 2 * SECTOR, 4))
                .log(2 * SECTOR, MIB - 3 * SECTOR, 102, SIZE, SIZE, write(DATA + 3 * SECTOR, 5));
        byte[] read = open(builder).readBytes(0, 5 * SECTOR);
        for (int sector = 0; sector < 5; sector++) {
            assertThat(Arrays.copyOfRange(read, sector * SECTOR, (sector + 1) * SECTOR))
                    .containsOnly(new int[] {2, 3, 4, 5, 1}[sector]);
        }
    }

    @Test
    void theLatestSequenceCounts() throws Exception {
        VhdxBuilder builder = dirty().log(0, 0, 50, SIZE, SIZE, write(DATA, 5))
                .log(10 * SECTOR, 10 * SECTOR, 60, SIZE, SIZE, write(DATA, 6))
                .log(20 * SECTOR, 20 * SECTOR, 40, SIZE, SIZE, write(DATA, 4))
                .log(30 * SECTOR, 25 * SECTOR, 90, SIZE, SIZE, write(DATA, 9)); // where its tail points is nothing
        assertThat(open(builder).readBytes(0, 1)).containsExactly(6);
    }

    @Test
    void anEntryThatWasTornIsNotWritten() throws Exception {
        VhdxBuilder builder = dirty().log(0, 0, 7, SIZE, SIZE, write(DATA, 5))
                .log(2 * SECTOR, 0, 8, SIZE, SIZE, write(DATA, 6))
                .u32(MIB + 3 * SECTOR + 100, 0);
        assertThat(open(builder).readBytes(0, 1)).containsExactly(5);
    }

    @Test
    void theTableAndTheEndOfTheFileMayBeInTheLog() throws Exception {
        // a sector of the table whose first entry says that block 0 is at 37 MiB, all of them the same
        long entry = 37L << 20 | 6;
        VhdxBuilder builder = dirty().log(0, 0, 7, SIZE, 38L * MIB, write(TABLE, 0));
        builder.u64(MIB + 64 + 8, entry); // the leading bytes are in the descriptor
        byte[] file = reseal(builder.build());
        DiskImage image = VhdxImageTest.open(file);
        assertThat(image.readBytes(0, BLOCK)).containsOnly(0);
        assertThat(image.run(0, BLOCK)).isInstanceOf(io.guestkit.image.Run.Data.class);
    }

    private static byte[] reseal(byte[] file) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        Arrays.fill(file, MIB + 4, MIB + 8, (byte) 0);
        crc.update(file, MIB, 2 * SECTOR);
        java.nio.ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(MIB + 4, (int) crc.getValue());
        return file;
    }

    @Test
    void anEmptyEntryIsEnough() throws Exception {
        assertThat(open(dirty().log(0, 0, 7, SIZE, SIZE)).readBytes(0, 1)).containsExactly(1);
    }

    @Test
    void aLogWithNothingToReplayIsCorrupt() {
        assertThatThrownBy(() -> open(dirty()))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("no whole sequence");
    }

    @Test
    void aFileThatIsShorterThanItWasIsTruncated() {
        assertThatThrownBy(() -> open(dirty().log(0, 0, 7, SIZE + MIB, SIZE + MIB)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("truncated");
    }

    @Test
    void hostileEntriesAreRefused() {
        assertThatThrownBy(() -> open(dirty().log(0, 0, 7, SIZE, SIZE, write(100, 1))))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("FileOffset at +0x10 is 100");
        assertThatThrownBy(() -> open(dirty().log(0, 0, 7, SIZE, SIZE, zero(DATA, 100))))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("ZeroLength at +0x8 is 100");
        assertThatThrownBy(() -> open(dirty().log(0, 0, 7, SIZE, SIZE, zero(DATA, 1L << 50))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("zeroes more than 1024 MiB");
        assertThatThrownBy(() -> open(dirty().log(0, 0, 7, SIZE, SIZE, write(Long.MAX_VALUE - 4095, 1))))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("2^63");
    }

    @Test
    void hostileLogsAreRefused() {
        int header = VhdxBuilder.HEADER_2;
        assertThatThrownBy(() -> open(dirty().u32(header + 0x40, 0x10001)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("log of version 1");
        assertThatThrownBy(() -> open(dirty().u32(header + 0x44, 0x40000000)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("1073741824 bytes");
        assertThatThrownBy(() -> open(dirty().u32(header + 0x44, 0))).isInstanceOf(CorruptDataException.class);
        assertThatThrownBy(() -> open(dirty().u64(header + 0x48, 100L * MIB))).isInstanceOf(CorruptDataException.class);
    }
}
