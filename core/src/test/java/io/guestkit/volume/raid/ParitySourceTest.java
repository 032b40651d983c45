package io.guestkit.volume.raid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.BlockSource;
import io.guestkit.io.BytesSource;
import io.guestkit.io.UnsupportedFeatureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParitySourceTest {

    private static final int CHUNK = 512;
    private static final int STRIPES = 60;

    private static int fewest(ParityLayout layout) {
        return layout.parities() + 2;
    }

    @ParameterizedTest
    @EnumSource(ParityLayout.class)
    void eachMemberHasOneThingOfEachStripe(ParityLayout layout) {
        for (int members = fewest(layout); members <= 9; members++) {
            for (long stripe = 0; stripe < STRIPES; stripe++) {
                Set<Integer> seen = new HashSet<>();
                seen.add(layout.p(stripe, members));
                if (layout.parities() == 2) {
                    seen.add(layout.q(stripe, members));
                }
                for (int chunk = 0; chunk < members - layout.parities(); chunk++) {
                    seen.add(layout.data(stripe, chunk, members));
                }
                assertThat(seen).hasSize(members).allMatch(member -> member >= 0);
                assertThat(seen.stream().mapToInt(i -> i).max()).hasValue(members - 1);
            }
        }
    }

    /** An array as its layout says, with parities computed byte for byte by their definition. */
    private static List<byte[]> encode(ParityLayout layout, int members, byte[] content) {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            all.add(new byte[STRIPES * CHUNK]);
        }
        int data = members - layout.parities();
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            int p = layout.p(stripe, members);
            int q = layout.q(stripe, members);
            for (int chunk = 0; chunk < data; chunk++) {
                int member = layout.data(stripe, chunk, members);
                int power = 1;
                for (int i = layout.power(stripe, member, members); i > 0; i--) {
                    power = power << 1 ^ (power >= 128 ? 0x11d : 0);
                }
                for (int i = 0; i < CHUNK; i++) {
                    byte value = content[(stripe * data + chunk) * CHUNK + i];
                    all.get(member)[stripe * CHUNK + i] = value;
                    all.get(p)[stripe * CHUNK + i] ^= value;
                    if (q >= 0) {
                        all.get(q)[stripe * CHUNK + i] ^= (byte) times(value & 0xff, power);
                    }
                }
            }
        }
        return all;
    }

    private static int times(int one, int other) {
        int product = 0;
        for (int bit = 0; bit < 8; bit++) {
            product ^= (other >> bit & 1) == 0 ? 0 : one << bit;
        }
        for (int bit = 14; bit >= 8; bit--) {
            product ^= (product >> bit & 1) == 0 ? 0 : 0x11d << bit - 8;
        }
        return product;
    }

    @ParameterizedTest
    @EnumSource(ParityLayout.class)
    void anyTwoOrOneCanBeMissing(ParityLayout layout) throws IOException {
        int members = fewest(layout) + 1;
        byte[] content = new byte[STRIPES * CHUNK * (members - layout.parities())];
        new Random(5).nextBytes(content);
        List<byte[]> encoded = encode(layout, members, content);
        for (int first = 0; first < members; first++) {
            for (int second = first; second < members; second++) {
                List<@Nullable BlockSource> there = new ArrayList<>();
                for (int i = 0; i < members; i++) {
                    boolean missing = i == first || i == second;
                    there.add(missing ? null : new BytesSource(encoded.get(i)));
                }
                if (first != second && layout.parities() == 1) {
                    assertThatThrownBy(() -> ParitySource.of(there, layout, CHUNK, STRIPES * CHUNK, content.length))
                            .isInstanceOf(IOException.class)
                            .hasMessage("2 of " + members + " members are missing, and 1 can be done without");
                    continue;
                }
                BlockSource array = ParitySource.of(there, layout, CHUNK, STRIPES * CHUNK, content.length);
                assertThat(array.readBytes(0, content.length))
                        .as("%s without %d and %d", layout, first, second)
                        .isEqualTo(content);
            }
        }
    }

    @Test
    void degradedArraysOnDegradedArraysAreBounded() throws IOException {
        BlockSource source = new BytesSource(new byte[CHUNK * 8]);
        for (int i = 0; i < 3; i++) {
            List<@Nullable BlockSource> members = new ArrayList<>(List.of(source, source));
            members.set(0, null);
            members.add(source);
            source = ParitySource.of(members, ParityLayout.RAID4, CHUNK, CHUNK * 8, CHUNK * 8);
        }
        BlockSource third = source;
        assertThatThrownBy(() -> third.readBytes(0, 10))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage("more than 2 arrays on top of each other lack a member");
    }

    @Test
    void aLayoutThatIsNotKnown() {
        assertThatThrownBy(() -> ParityLayout.of(6, 7)).isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> Raid10Layout.parse(0x60102, 4)).isInstanceOf(UnsupportedFeatureException.class);
        assertThatThrownBy(() -> Raid10Layout.parse(0x305, 4))
                .hasMessage("layout 0x305 of RAID 10 means 5 near times 3 far copies on 4 members");
    }
}
