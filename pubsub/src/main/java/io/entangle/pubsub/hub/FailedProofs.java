package io.entangle.pubsub.hub;

import java.util.LinkedHashMap;
import java.util.Map;

/** How often somebody at an address has failed to prove who that is: whoever guesses is not listened to. On the hub's context. */
final class FailedProofs {
    /** Those that failed longest ago are forgotten before there are more addresses. */
    private static final int MAX_ADDRESSES = 10_000;

    private static final double SECONDS = 60;

    private final int perMinute;
    private final Map<String, TokenBucket> left = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    FailedProofs(int perMinute) {
        this.perMinute = perMinute;
    }

    /** {@return whether somebody at an address has failed too often to be listened to now} */
    boolean areTooMany(String address, long nowNanos) {
        String network = Network.of(address);
        TokenBucket more = left.get(network);
        if (more != null && more.isFull(nowNanos)) {
            left.remove(network);
        }
        return more != null && more.untilNanos(1, nowNanos) > 0;
    }

    void failed(String address, long nowNanos) {
        if (perMinute < Integer.MAX_VALUE) {
            left.computeIfAbsent(
                            Network.of(address), first -> new TokenBucket(perMinute / SECONDS, perMinute, nowNanos))
                    .take(1, nowNanos);
        }
    }
}
