package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.entangle.pubsub.access.Identity;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EntranceTest {
    private static final long SECOND = 1_000_000_000;
    private static final ConnectionLimits LIMITS = ConnectionLimits.NONE
            .withMaxConnections(4)
            .withMaxPerAddress(3)
            .withMaxPerUser(2)
            .withMaxOpenedPerSecond(5);
    private static final Identity ADA = Identity.of("ada");

    private final Entrance entrance = new Entrance(LIMITS, 0);

    private static void refused(Entrance.@Nullable Refusal refusal, String reason) {
        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).contains(reason);
        assertThat(refusal.awayMs()).isPositive();
    }

    @Test
    void opened_tooManyFromAnAddress_isRefusedUntilOneIsClosed() {
        for (int i = 0; i < 3; i++) {
            assertThat(entrance.opened("192.0.2.1", 0)).isNull();
        }

        refused(entrance.opened("192.0.2.1", 0), "3 connections from this address");
        entrance.closed("192.0.2.1");
        entrance.closed("192.0.2.1");

        assertThat(entrance.opened("192.0.2.1", 0)).isNull();
    }

    @Test
    void opened_fromOneNetworkOfIpv6_countTogether() {
        assertThat(entrance.opened("2001:db8:0:1::1", 0)).isNull();
        assertThat(entrance.opened("2001:db8:0:1::2", 0)).isNull();
        assertThat(entrance.opened("2001:db8:0:1:ffff::3", 0)).isNull();

        refused(entrance.opened("2001:db8:0:1:0:0:0:4", 0), "3 connections from this address");
        entrance.closed("2001:db8:0:1::4");
        assertThat(entrance.opened("2001:db8:0:2::4", 0)).isNull();
    }

    @Test
    void opened_tooManyInAll_isRefused() {
        for (int i = 0; i < 4; i++) {
            assertThat(entrance.opened("192.0.2." + i, 0)).isNull();
        }

        refused(entrance.opened("192.0.2.9", 0), "4 connections already");
    }

    @Test
    void opened_tooManyInASecond_isRefused_andThoseRefusedDoNotCount() {
        for (int i = 0; i < 5; i++) {
            assertThat(entrance.opened("192.0.2.1", 0)).isNull();
            entrance.closed("192.0.2.1");
        }
        for (int i = 0; i < 1_000; i++) {
            refused(entrance.opened("192.0.2.1", 0), "5 new connections a second");
            entrance.closed("192.0.2.1");
        }

        assertThat(entrance.opened("192.0.2.1", SECOND / 5)).isNull();
    }

    @Test
    void entering_tooManyOfAUser_isRefused_exceptInPlaceOfAnother() {
        entrance.entered(ADA);
        entrance.entered(ADA);

        refused(entrance.entering(ADA, 0), "2 connections already");
        assertThat(entrance.entering(ADA, 1)).isNull();
        assertThat(entrance.entering(Identity.of("bob"), 0)).isNull();
        assertThat(entrance.entering(Identity.ANONYMOUS, 0)).isNull();
        entrance.left(ADA);
        assertThat(entrance.entering(ADA, 0)).isNull();
    }

    @Test
    void failedProofs_tooManyFromAnAddress_areNotListenedToForAWhile() {
        FailedProofs failed = new FailedProofs(5);
        for (int i = 0; i < 5; i++) {
            assertThat(failed.areTooMany("192.0.2.1", 0)).isFalse();
            failed.failed("192.0.2.1", 0);
        }

        assertThat(failed.areTooMany("192.0.2.1", 0)).isTrue();
        assertThat(failed.areTooMany("192.0.2.1", 11 * SECOND)).isTrue();
        assertThat(failed.areTooMany("192.0.2.2", 0)).isFalse();
        assertThat(failed.areTooMany("192.0.2.1", 12 * SECOND)).isFalse();
    }

    @Test
    void failedProofs_ofVeryManyAddresses_forgetTheOldest() {
        FailedProofs failed = new FailedProofs(1);
        for (int i = 0; i <= 10_000; i++) {
            failed.failed("10.0." + i / 256 + "." + i % 256, 0);
        }

        assertThat(failed.areTooMany("10.0.0.0", 0)).isFalse();
        assertThat(failed.areTooMany("10.0.0.1", 0)).isTrue();
    }
}
