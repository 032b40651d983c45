package io.guestkit.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.guestkit.convert.Planner.Piece;
import io.guestkit.io.Extent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Disks are written as a letter a sector: d for data, z for zeros, . for a hole. */
class PlannerTest {

    private static final int SECTOR = 512;

    private final AtomicLong passed = new AtomicLong();

    private List<String> pieces(String disk, int unit, int chunk, boolean wantsZeros) throws IOException {
        Planner.ExtentMap map = (position, length) -> {
            int at = (int) position / SECTOR;
            int end = at;
            while (end < disk.length() && disk.charAt(end) == disk.charAt(at)) {
                end++;
            }
            Extent.Kind kind = switch (disk.charAt(at)) {
                case 'd' -> Extent.Kind.DATA;
                case 'z' -> Extent.Kind.ZERO;
                default -> Extent.Kind.HOLE;
            };
            return new Extent(position, Math.min(length, (long) end * SECTOR - position), kind);
        };
        Planner planner = new Planner(
                map,
                (long) disk.length() * SECTOR,
                (long) unit * SECTOR,
                (long) chunk * SECTOR,
                wantsZeros,
                passed::addAndGet);
        List<String> pieces = new ArrayList<>();
        for (Piece piece = planner.next(); piece != null; piece = planner.next()) {
            assertThat(piece.ticket()).isEqualTo(pieces.size());
            pieces.add((piece.zeros() ? "z" : "") + piece.position() / SECTOR + "+" + piece.length() / SECTOR);
        }
        assertThat(planner.next()).isNull();
        return pieces;
    }

    @Test
    void holesArePassedOver() throws IOException {
        assertThat(pieces("..dd....d...", 1, 8, false)).containsExactly("2+2", "8+1");
        assertThat(passed).hasValue(9 * SECTOR);
    }

    @Test
    void piecesEndWithTheirChunk() throws IOException {
        assertThat(pieces("..dddddddddd", 1, 4, false)).containsExactly("2+2", "4+4", "8+4");
    }

    @Test
    void aUnitThatIsPartlyDataIsAllOfIt() throws IOException {
        assertThat(pieces(".d.....d........", 4, 8, false)).containsExactly("0+8");
        assertThat(pieces(".d......d.......", 4, 8, false)).containsExactly("0+4", "8+4");
        assertThat(pieces("........dd", 4, 8, false)).containsExactly("8+2");
    }

    @Test
    void zerosArePiecesWhereTheyHideSomething() throws IOException {
        assertThat(pieces("..zzzzdd..zz", 2, 4, true)).containsExactly("z2+4", "6+2", "z10+2");
        assertThat(pieces("..zzzzdd..zz", 2, 4, false)).containsExactly("6+2");
        assertThat(pieces(".zzz", 4, 4, true)).containsExactly("0+4");
    }

    @Test
    void nothingIsNothing() throws IOException {
        assertThat(pieces("", 1, 8, true)).isEmpty();
        assertThat(pieces("........", 1, 8, true)).isEmpty();
    }
}
