package io.guestkit.convert;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {

    private final AtomicLong nanos = new AtomicLong(1_000_000);
    private final List<ConversionProgress.Update> told = new ArrayList<>();
    private final ProgressMeter meter = new ProgressMeter(told::add, ConversionProgress.Stage.COPY, 100, nanos::get);

    @Test
    void isToldTenTimesASecondAtMost() {
        meter.advance(1);
        pass(100);
        meter.advance(1);
        meter.advance(1);
        pass(99);
        meter.advance(1);
        pass(1);
        meter.advance(1);
        assertThat(told).extracting(ConversionProgress.Update::done).containsExactly(2L, 5L);
        assertThat(told.getLast().elapsed()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void thatAllIsDoneIsToldOnce() {
        pass(100);
        meter.advance(60);
        pass(100);
        meter.advance(40);
        pass(100);
        meter.advance(40); // more than was asked for, as a source that grows would have it
        meter.finish();
        assertThat(told).extracting(ConversionProgress.Update::done).containsExactly(60L, 100L);
        assertThat(told.getLast().fraction()).isEqualTo(1);
    }

    @Test
    void theEndIsToldOfNothingToo() {
        new ProgressMeter(told::add, ConversionProgress.Stage.VERIFY, 0).finish();
        assertThat(told)
                .singleElement()
                .extracting(ConversionProgress.Update::fraction)
                .isEqualTo(1.0);
    }

    private void pass(long millis) {
        nanos.addAndGet(millis * 1_000_000);
    }
}
