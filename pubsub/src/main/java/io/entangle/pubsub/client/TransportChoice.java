package io.entangle.pubsub.client;

import io.entangle.pubsub.transport.Transport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which transport a client tries next. One is good if messages arrive over it, not if a connection can be opened: there
 * are proxies that let every connection pass, and nothing through it. Pure: told what happens and when.
 */
final class TransportChoice {
    /** So many connections one after the other over which nothing came, or that broke soon, are too many. */
    private static final int MAX_STRIKES = 2;

    /** A connection that breaks so soon counts as broken by something on its way. */
    private static final long SOON_MS = 5_000;

    private static final long LAST_CLIMB_MS = 10 * 60_000;

    private final List<Transport> transports;
    private final long firstClimbMs;
    private int current;
    private int strikes;
    private long climbMs;

    /**
     * A choice.
     *
     * @param transports those that may be used, the best first
     * @param climbMs how long to wait before the best is tried again
     */
    TransportChoice(List<Transport> transports, long climbMs) {
        this.transports = transports;
        this.firstClimbMs = climbMs;
        this.climbMs = climbMs;
    }

    Transport current() {
        return transports.get(current);
    }

    /** {@return whether there is another one to try where this one fails} */
    boolean hasAnother() {
        return transports.size() > 1;
    }

    /** A connection could not be opened, or nothing has come over it in time. */
    void silent() {
        strike();
    }

    /**
     * A connection over which messages had come is lost.
     *
     * @param aliveMs how long it was there
     */
    void broke(long aliveMs) {
        if (aliveMs < SOON_MS) {
            strike();
        } else {
            strikes = 0;
        }
    }

    private void strike() {
        strikes++;
        if (strikes >= MAX_STRIKES) {
            strikes = 0;
            current = (current + 1) % transports.size();
        }
    }

    /** {@return the transport to try beside the one in use, which is better; null if there is none} */
    @Nullable
    Transport better() {
        return current == 0 ? null : transports.get(0);
    }

    /** {@return how long to wait before that is tried} */
    long climbMs() {
        return climbMs;
    }

    /** Messages arrive over the better one. */
    void climbed() {
        current = 0;
        strikes = 0;
        climbMs = firstClimbMs;
    }

    /** They still do not. */
    void couldNotClimb() {
        climbMs = Math.max(climbMs, Math.min(LAST_CLIMB_MS, climbMs * 2));
    }
}
