package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.clock.TimeSource;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When versions were made, as far as that is remembered. */
final class VersionTimesTest {
    private long nowMs = 1_000;

    private final TimeSource time = new TimeSource() {
        @Override
        public long millis() {
            return nowMs;
        }

        @Override
        public long nanos() {
            return nowMs * 1_000_000;
        }
    };

    private static Instant ms(long at) {
        return Instant.ofEpochMilli(at);
    }

    @Test
    void versions_madeOneByOneOrSeveralAtOnce_haveTheirTimes() {
        VersionTimes times = new VersionTimes(5, time);
        nowMs = 2_000;
        times.made(6);
        nowMs = 3_000;
        times.made(9);

        assertThat(times.of(5)).isEqualTo(ms(1_000));
        assertThat(times.of(6)).isEqualTo(ms(2_000));
        assertThat(times.of(7)).isEqualTo(ms(3_000));
        assertThat(times.of(9)).isEqualTo(ms(3_000));
        assertThat(times.newest()).isEqualTo(ms(3_000));
    }

    @Test
    void at_isTheNewestVersionThatWasThere() {
        VersionTimes times = new VersionTimes(5, time);
        nowMs = 2_000;
        times.made(6);
        nowMs = 3_000;
        times.made(9);

        assertThat(times.at(ms(999))).isNull();
        assertThat(times.at(ms(1_999))).isEqualTo(5);
        assertThat(times.at(ms(2_000))).isEqualTo(6);
        assertThat(times.at(ms(9_999))).isEqualTo(9);
    }

    @Test
    void clock_setBack_timesDoNotGoBack() {
        VersionTimes times = new VersionTimes(0, time);
        nowMs = 500;
        times.made(1);

        assertThat(times.of(1)).isEqualTo(ms(1_000));
    }

    @Test
    void manyVersions_theNewestAreRemembered() {
        VersionTimes times = new VersionTimes(0, time);
        for (int version = 1; version <= 20_000; version++) {
            nowMs++;
            times.made(version);
        }

        assertThat(times.of(20_000)).isEqualTo(ms(21_000));
        assertThat(times.of(12_000)).isEqualTo(ms(13_000));
        assertThat(times.of(3)).isEqualTo(times.of(20_000 - 8_191));
        assertThat(times.at(ms(5_000))).isNull();
    }

    @Test
    void aVersionFarAhead_isRemembered() {
        VersionTimes times = new VersionTimes(0, time);
        nowMs = 2_000;
        times.made(1_000_000);

        assertThat(times.of(1_000_000)).isEqualTo(ms(2_000));
        assertThat(times.at(ms(2_000))).isEqualTo(1_000_000);
        assertThat(times.at(ms(1_500))).isNull();
    }
}
