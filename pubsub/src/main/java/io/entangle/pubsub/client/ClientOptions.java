package io.entangle.pubsub.client;

import io.entangle.pubsub.packer.Packer;
import io.entangle.pubsub.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The settings of a client. Immutable.
 *
 * @param packers those offered to the hub, the preferred one first; compact, then CBOR, then JSON
 * @param maxMessageBytes the largest message, snapshots among them, taken from the hub; 256 MiB
 * @param connectTimeout how long opening a connection, and waiting for a first value, may take; 10 s
 * @param heartbeat after this long without a message, the hub is asked for one; 25 s
 * @param grace how long it then has to answer; 8 s
 * @param minBackoff the bound of the wait before the first new try to connect; 250 ms. Each wait is drawn at random
 *     from zero to its bound, which doubles from try to try
 * @param maxBackoff where the bound ends; 30 s
 * @param transports those that may be used, the best first: the first over which messages arrive is used, and the best is
 *     tried again from time to time; all of them
 * @param climbAfter after how long the best transport is tried again, where another is in use; the wait doubles each time,
 *     up to 10 minutes; 30 s
 * @param maxQueuedEvents how many events may wait to be sent to the hub, or to be handled there; 1,000
 */
public record ClientOptions(
        List<Packer> packers,
        int maxMessageBytes,
        Duration connectTimeout,
        Duration heartbeat,
        Duration grace,
        Duration minBackoff,
        Duration maxBackoff,
        List<Transport> transports,
        Duration climbAfter,
        int maxQueuedEvents) {
    /** The defaults. */
    public static final ClientOptions DEFAULT = new ClientOptions(
            Packer.all(),
            256 * 1024 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(25),
            Duration.ofSeconds(8),
            Duration.ofMillis(250),
            Duration.ofSeconds(30),
            List.of(Transport.values()),
            Duration.ofSeconds(30),
            1_000);

    /**
     * Checks the ranges.
     *
     * @param packers copied, at least one
     * @param maxMessageBytes at least 1 KiB
     * @param connectTimeout positive
     * @param heartbeat positive
     * @param grace positive
     * @param minBackoff positive
     * @param maxBackoff at least {@code minBackoff}
     * @param transports copied, at least one, each once
     * @param climbAfter positive
     * @param maxQueuedEvents at least 1
     */
    public ClientOptions {
        packers = List.copyOf(packers);
        transports = List.copyOf(transports);
        if (transports.isEmpty() || Set.copyOf(transports).size() < transports.size()) {
            throw new IllegalArgumentException("transports are one or more, each once, but found " + transports);
        }
        if (packers.isEmpty()) {
            throw new IllegalArgumentException("at least one packer must be offered");
        }
        if (maxMessageBytes < 1024) {
            throw new IllegalArgumentException("maxMessageBytes must be at least 1024, but found " + maxMessageBytes);
        }
        for (Duration duration : List.of(connectTimeout, heartbeat, grace, minBackoff, climbAfter)) {
            if (duration.toMillis() < 1) {
                throw new IllegalArgumentException("durations must be at least 1 ms, but found " + duration);
            }
        }
        if (maxBackoff.compareTo(minBackoff) < 0) {
            throw new IllegalArgumentException(
                    "maxBackoff must be at least " + minBackoff + ", but found " + maxBackoff);
        }
        if (maxQueuedEvents < 1) {
            throw new IllegalArgumentException("maxQueuedEvents must be at least 1, but found " + maxQueuedEvents);
        }
    }

    /**
     * {@return these options with other packers}
     *
     * @param offered the preferred one first
     */
    public ClientOptions withPackers(Packer... offered) {
        return new ClientOptions(
                List.of(offered),
                maxMessageBytes,
                connectTimeout,
                heartbeat,
                grace,
                minBackoff,
                maxBackoff,
                transports,
                climbAfter,
                maxQueuedEvents);
    }

    /**
     * {@return these options with another limit of the hub's messages}
     *
     * @param bytes at least 1 KiB
     */
    public ClientOptions withMaxMessageBytes(int bytes) {
        return new ClientOptions(
                packers,
                bytes,
                connectTimeout,
                heartbeat,
                grace,
                minBackoff,
                maxBackoff,
                transports,
                climbAfter,
                maxQueuedEvents);
    }

    /**
     * {@return these options with another time for connecting}
     *
     * @param timeout positive
     */
    public ClientOptions withConnectTimeout(Duration timeout) {
        return new ClientOptions(
                packers,
                maxMessageBytes,
                timeout,
                heartbeat,
                grace,
                minBackoff,
                maxBackoff,
                transports,
                climbAfter,
                maxQueuedEvents);
    }

    /**
     * {@return these options with another heartbeat}
     *
     * @param interval after this long without a message, the hub is asked for one
     * @param patience how long it then has to answer
     */
    public ClientOptions withHeartbeat(Duration interval, Duration patience) {
        return new ClientOptions(
                packers,
                maxMessageBytes,
                connectTimeout,
                interval,
                patience,
                minBackoff,
                maxBackoff,
                transports,
                climbAfter,
                maxQueuedEvents);
    }

    /**
     * {@return these options with other waits between tries to connect}
     *
     * @param least the bound of the first wait
     * @param most the bound of the last
     */
    public ClientOptions withBackoff(Duration least, Duration most) {
        return new ClientOptions(
                packers,
                maxMessageBytes,
                connectTimeout,
                heartbeat,
                grace,
                least,
                most,
                transports,
                climbAfter,
                maxQueuedEvents);
    }

    /**
     * {@return these options with another bound of the events that wait}
     *
     * @param count at least 1
     */
    public ClientOptions withMaxQueuedEvents(int count) {
        return new ClientOptions(
                packers,
                maxMessageBytes,
                connectTimeout,
                heartbeat,
                grace,
                minBackoff,
                maxBackoff,
                transports,
                climbAfter,
                count);
    }

    /**
     * {@return these options with other transports}
     *
     * @param usable the best first
     */
    public ClientOptions withTransports(Transport... usable) {
        return new ClientOptions(
                packers,
                maxMessageBytes,
                connectTimeout,
                heartbeat,
                grace,
                minBackoff,
                maxBackoff,
                List.of(usable),
                climbAfter,
                maxQueuedEvents);
    }

    /**
     * {@return these options with another wait before the best transport is tried again}
     *
     * @param wait positive
     */
    public ClientOptions withClimbAfter(Duration wait) {
        return new ClientOptions(
                packers,
                maxMessageBytes,
                connectTimeout,
                heartbeat,
                grace,
                minBackoff,
                maxBackoff,
                transports,
                wait,
                maxQueuedEvents);
    }
}
