package io.entangle.pubsub.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.entangle.pubsub.access.Authenticator;
import io.entangle.pubsub.access.Authorizer;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a hub listens, and where it would rather not. */
final class ListeningIT {
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void listen_whereOthersComeAndNobodyIsAsked_isRefusedWithWhatToDo(String host) {
        assertThatThrownBy(() -> Hub.builder(vertx).listen(host, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(host, "authenticator", "insecure");
        assertThatThrownBy(() ->
                        Hub.builder(vertx).authorizer(Authorizer.everything()).listen(host, 0))
                .as("rules do not ask who somebody is")
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2", "localhost"})
    void listen_onLoopback_needsNoAuthenticator(String host) {
        try (Hub hub = Hub.builder(vertx).listen(host, 0)) {
            assertThat(hub.port()).isPositive();
        }
    }

    @Test
    void listen_elsewhere_withAnAuthenticatorOrWhenThatIsMeant() {
        try (Hub hub = Hub.builder(vertx).authenticator(Authenticator.anybody()).listen("0.0.0.0", 0)) {
            assertThat(hub.port()).isPositive();
        }
        try (Hub hub = Hub.builder(vertx).insecure().listen("0.0.0.0", 0)) {
            assertThat(hub.port()).isPositive();
        }
    }

    @Test
    void listen_noSuchAddress_saysSo() {
        assertThatThrownBy(() -> Hub.builder(vertx).listen("no.such.host.invalid", 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no such address");
    }

    @Test
    void idleConnections_areEndedAfterAMinute_orLeftToAHeartbeatThatTakesLonger() {
        assertThat(idleSeconds(HubOptions.DEFAULT)).isEqualTo(60);
        Duration minutes = Duration.ofMinutes(3);
        assertThat(idleSeconds(HubOptions.DEFAULT.withHeartbeat(minutes, minutes)))
                .isGreaterThan(2 * (int) minutes.toSeconds());
    }

    private int idleSeconds(HubOptions options) {
        try (Hub hub = Hub.builder(vertx).options(options).listen(0)) {
            return hub.serverOptions().getIdleTimeout();
        }
    }

    @Test
    void limits_byDefault_areRelaxedOnlyWhereEverybodyMayDoEverything() {
        assertThat(Hub.builder(vertx).limits()).isEqualTo(Limits.RELAXED);
        assertThat(Hub.builder(vertx).insecure().limits()).isEqualTo(Limits.RELAXED);
        assertThat(Hub.builder(vertx).authenticator(Authenticator.anybody()).limits())
                .isEqualTo(Limits.DEFAULT);
        assertThat(Hub.builder(vertx).authorizer(Authorizer.nothing()).limits()).isEqualTo(Limits.DEFAULT);
        assertThat(Hub.builder(vertx)
                        .authenticator(Authenticator.anybody())
                        .limits(Limits.RELAXED)
                        .limits())
                .isEqualTo(Limits.RELAXED);
    }
}
