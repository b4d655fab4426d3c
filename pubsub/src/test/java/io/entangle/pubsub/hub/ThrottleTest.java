package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ThrottleTest {
    private static final long MS = 1_000_000;
    private static final RateLimits RATES = new RateLimits(10, 20, 1_000, 5_000, Duration.ofSeconds(3));

    private final Throttle throttle = new Throttle(RATES, 0);

    private void burst(int messages, long nowNanos) {
        for (int i = 0; i < messages; i++) {
            throttle.took(1, nowNanos);
        }
    }

    @Test
    void messages_withinTheBurst_makeForNoWait() {
        burst(19, 0);

        assertThat(throttle.took(1, 0)).isZero();
    }

    @Test
    void messages_beyondTheBurst_makeForAWaitUntilTheRateAllowsThem() {
        burst(20, 0);

        assertThat(throttle.took(1, 0)).isEqualTo(100 * MS);
        assertThat(throttle.took(1, 0)).isEqualTo(200 * MS);
        assertThat(throttle.took(1, 300 * MS)).isZero();
    }

    @Test
    void bytes_beyondTheBurst_makeForAWait() {
        assertThat(throttle.took(6_000, 0)).isEqualTo(1_000 * MS);
        assertThat(throttle.took(1, 1_002 * MS)).isZero();
    }

    @Test
    void isOver_afterPatienceWithoutARest() {
        burst(20, 0);
        long now = 0;
        while (now < 3_000 * MS) {
            now += throttle.took(1, now);
            assertThat(throttle.isOver(now - 1)).isFalse();
        }
        throttle.took(1, now);

        assertThat(throttle.isOver(now)).isTrue();
    }

    @Test
    void isOver_afterARest_countsAnew() {
        burst(21, 0);
        long now = 2_900 * MS; // rested since 100 ms
        burst(40, now);

        assertThat(throttle.isOver(now)).isFalse();
        assertThat(throttle.isOver(now + 200 * MS)).isFalse();
    }

    @Test
    void tokenBucket_afterALongTime_isNoMoreThanFull() {
        TokenBucket bucket = new TokenBucket(10, 20, 0);
        bucket.take(15, 0);

        assertThat(bucket.isFull(1_000 * MS)).isFalse();
        assertThat(bucket.isFull(1_500 * MS)).isTrue();
        assertThat(bucket.untilNanos(20, 3_600_000 * MS)).isZero();
        assertThat(bucket.untilNanos(21, 3_600_000 * MS)).isEqualTo(100 * MS);
    }
}
