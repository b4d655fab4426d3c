package io.entangle.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class HybridClockTest {
    private static final SiteId SITE = new SiteId(1);

    private long wallMs = 1000;
    private final HybridClock clock = new HybridClock(
            new TimeSource() {
                @Override
                public long millis() {
                    return wallMs;
                }

                @Override
                public long nanos() {
                    return wallMs * 1_000_000;
                }
            },
            SITE);

    @Test
    void now_grows_whileTheWallClockStandsOrGoesBack() {
        HybridTimestamp first = clock.now();
        HybridTimestamp second = clock.now();
        wallMs = 500;
        HybridTimestamp third = clock.now();

        assertThat(first).isEqualTo(new HybridTimestamp(1000, 0, SITE));
        assertThat(second).isEqualTo(new HybridTimestamp(1000, 1, SITE));
        assertThat(third).isEqualTo(new HybridTimestamp(1000, 2, SITE));
        wallMs = 2000;
        assertThat(clock.now()).isEqualTo(new HybridTimestamp(2000, 0, SITE));
    }

    @Test
    void now_isAfterWhatWasObserved() {
        clock.observe(new HybridTimestamp(5000, 7, new SiteId(9)));

        assertThat(clock.now()).isEqualTo(new HybridTimestamp(5000, 8, SITE));
    }

    @Test
    void now_fullCounter_carriesIntoTheMilliseconds() {
        clock.observe(new HybridTimestamp(5000, 0xFFFF, new SiteId(9)));

        assertThat(clock.now()).isEqualTo(new HybridTimestamp(5001, 0, SITE));
    }

    @Test
    void admit_farAhead_isThePresent() {
        HybridTimestamp ahead = new HybridTimestamp(1000 + 360_000, 0, new SiteId(9));

        HybridTimestamp admitted = clock.admit(ahead, 1000);

        assertThat(admitted).isEqualTo(new HybridTimestamp(1000, 0, new SiteId(9)));
        assertThat(clock.now().ms()).isEqualTo(1000);
    }

    @Test
    void timestamp_outOfRange_isRefused() {
        assertThatThrownBy(() -> new HybridTimestamp(-1, 0, SITE)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new HybridTimestamp(1L << 48, 0, SITE)).hasMessageContaining("48 bits");
        assertThatThrownBy(() -> new HybridTimestamp(0, 1 << 16, SITE)).hasMessageContaining("65536");
        assertThat(SiteId.parse(new SiteId(-5).toString())).isEqualTo(new SiteId(-5));
        assertThatThrownBy(() -> SiteId.parse("xyz")).hasMessageContaining("xyz");
    }
}
