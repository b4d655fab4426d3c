package io.entangle.pubsub.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AccessOptionsTest {
    @Test
    void times_withinTheirRange_areTaken_others_areNamed() {
        AccessOptions options =
                AccessOptions.DEFAULT.withExpiryGrace(Duration.ZERO).withRecheckEvery(Duration.ofMillis(10));

        assertThat(options).isEqualTo(new AccessOptions(Duration.ZERO, Duration.ofMillis(10)));
        assertThatThrownBy(() -> options.withExpiryGrace(Duration.ofMillis(-1)))
                .hasMessageContaining("expiryGrace")
                .hasMessageContaining("PT-0.001S");
        assertThatThrownBy(() -> options.withExpiryGrace(Duration.ofDays(2))).hasMessageContaining("PT48H");
        assertThatThrownBy(() -> options.withRecheckEvery(Duration.ZERO)).hasMessageContaining("recheckEvery");
        assertThatThrownBy(() -> options.withRecheckEvery(Duration.ofDays(2))).hasMessageContaining("recheckEvery");
    }
}
