package io.guestkit.volume.luks;

import io.guestkit.testkit.BlockSourceContract;
import io.guestkit.testkit.Fixtures;
import io.guestkit.testkit.Pattern;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Sectors of 4096 bytes, so that most reads start and end inside of one. */
@Tag("oracle")
@Tag("long") // its fixture takes minutes: a machine is emulated to make it
class LuksContractTest extends BlockSourceContract {

    @Override
    protected Subject open() throws Exception {
        OpenedLuks luks = OpenedLuks.open(Fixtures.of("luks-variants").resolve("luks2-sector-4096.img"), "secret");
        List<Long> boundaries = List.of(
                4096L,
                8192L,
                (long) CipherSpec.MAX_BATCH,
                3L * CipherSpec.MAX_BATCH,
                luks.volume().size());
        return new Subject(luks.volume(), 2 << 20, Pattern.of(7), boundaries, List.of(luks.device()));
    }
}
