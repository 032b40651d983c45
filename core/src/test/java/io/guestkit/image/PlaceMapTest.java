package io.guestkit.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.guestkit.io.UnsupportedFeatureException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceMapTest {

    private static List<String> free(PlaceMap map) {
        List<String> free = new ArrayList<>();
        map.free((first, count) -> free.add(first + "+" + count));
        return free;
    }

    @Test
    void placesAreTakenOnce() throws Exception {
        PlaceMap map = new PlaceMap(100);
        assertThat(map.take(10, 5)).isTrue();
        assertThat(map.take(15, 1)).isTrue();
        assertThat(map.take(14, 1)).isFalse();
        assertThat(map.take(5, 6)).isFalse();
        assertThat(map.take(98, 10)).isTrue();
        assertThat(map.take(200, 10)).isTrue();
        assertThat(map.take(-5, 6)).isTrue();
        assertThat(free(map)).containsExactly("1+4", "16+82");
    }

    @Test
    void allAndNone() throws Exception {
        assertThat(free(new PlaceMap(0))).isEmpty();
        assertThat(free(new PlaceMap(3))).containsExactly("0+3");
        PlaceMap map = new PlaceMap(3);
        assertThat(map.take(0, Integer.MAX_VALUE)).isTrue();
        assertThat(free(map)).isEmpty();
    }

    @Test
    void tooManyPlacesAreRefused() {
        assertThatThrownBy(() -> new PlaceMap(Long.MAX_VALUE)).isInstanceOf(UnsupportedFeatureException.class);
    }
}
