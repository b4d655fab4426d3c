package io.entangle.pubsub.hub;

import io.entangle.pubsub.access.Identity;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts connections, and says which one is one too many. Driven by the hub's context. */
final class Entrance {
    /** Where all seats are taken, it may be long before one is left. */
    private static final long FULL_AWAY_MS = 5_000;

    /** A rush of connections is spread over so much time. */
    private static final long RUSH_MS = 2_000;

    private final ConnectionLimits limits;
    private final TokenBucket opened;
    private final Map<String, Integer> byAddress = new HashMap<>();
    private final Map<String, Integer> byUser = new HashMap<>();
    private int count;

    /**
     * Why a connection is one too many.
     *
     * @param reason for people
     * @param awayMs for how long its client should stay away
     */
    record Refusal(String reason, long awayMs) {}

    Entrance(ConnectionLimits limits, long nowNanos) {
        this.limits = limits;
        this.opened = new TokenBucket(limits.maxOpenedPerSecond(), limits.maxOpenedPerSecond(), nowNanos);
    }

    /** A connection was opened. Counts it, and says whether it is one too many: then it is to be closed. */
    @Nullable
    Refusal opened(String address, long nowNanos) {
        count++;
        int ofAddress = byAddress.merge(Network.of(address), 1, Integer::sum);
        if (opened.untilNanos(1, nowNanos) > 0) {
            return new Refusal("the hub takes " + limits.maxOpenedPerSecond() + " new connections a second", RUSH_MS);
        } else if (count > limits.maxConnections()) {
            return new Refusal("the hub has " + limits.maxConnections() + " connections already", FULL_AWAY_MS);
        } else if (ofAddress > limits.maxPerAddress()) {
            return new Refusal(
                    "there are " + limits.maxPerAddress() + " connections from this address already", FULL_AWAY_MS);
        }
        opened.take(1, nowNanos);
        return null;
    }

    /** {@return why somebody can't have one more connection, besides so many that will end with that; null if they can} */
    @Nullable
    Refusal entering(Identity who, int ending) {
        String user = who.user();
        return user != null && byUser.getOrDefault(user, 0) - ending >= limits.maxPerUser()
                ? new Refusal("this user has " + limits.maxPerUser() + " connections already", FULL_AWAY_MS)
                : null;
    }

    void entered(Identity who) {
        if (who.user() != null) {
            byUser.merge(who.user(), 1, Integer::sum);
        }
    }

    void left(Identity who) {
        if (who.user() != null) {
            byUser.computeIfPresent(who.user(), (user, of) -> of == 1 ? null : of - 1);
        }
    }

    void closed(String address) {
        count--;
        byAddress.computeIfPresent(Network.of(address), (network, of) -> of == 1 ? null : of - 1);
    }
}
