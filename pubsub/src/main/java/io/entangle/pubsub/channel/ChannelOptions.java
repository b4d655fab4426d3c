package io.entangle.pubsub.channel;

import java.time.Duration;

/**
 * What is kept of a channel's events, for members that take them slowly or were away, and how long somebody who is gone is
 * still shown. Immutable.
 *
 * @param historyEvents how many events at most; 1,024
 * @param historyBytes how many bytes they take at most, roughly; 1 MiB
 * @param historyFor for how long; 5 minutes
 * @param grace how long after a client was lost it is still shown as present; 5 s
 */
public record ChannelOptions(int historyEvents, int historyBytes, Duration historyFor, Duration grace) {
    /** The defaults. */
    public static final ChannelOptions DEFAULT =
            new ChannelOptions(1_024, 1024 * 1024, Duration.ofMinutes(5), Duration.ofSeconds(5));

    /**
     * Checks the ranges.
     *
     * @param historyEvents at least 1: members are sent from the history
     * @param historyBytes at least 1; the newest event is kept however large it is
     * @param historyFor positive
     * @param grace not negative
     */
    public ChannelOptions {
        atLeast(1, historyEvents, "historyEvents");
        atLeast(1, historyBytes, "historyBytes");
        atLeast(1, historyFor.toMillis(), "historyFor in milliseconds");
        atLeast(0, grace.toMillis(), "grace in milliseconds");
    }

    private static void atLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but found " + value);
        }
    }

    /**
     * {@return these options with another history}
     *
     * @param events how many events are kept at most
     * @param age for how long
     */
    public ChannelOptions withHistory(int events, Duration age) {
        return new ChannelOptions(events, historyBytes, age, grace);
    }

    /**
     * {@return these options with another bound of the bytes kept}
     *
     * @param bytes how many at most
     */
    public ChannelOptions withHistoryBytes(int bytes) {
        return new ChannelOptions(historyEvents, bytes, historyFor, grace);
    }

    /**
     * {@return these options with another time for which a client that was lost is still shown}
     *
     * @param time how long
     */
    public ChannelOptions withGrace(Duration time) {
        return new ChannelOptions(historyEvents, historyBytes, historyFor, time);
    }
}
