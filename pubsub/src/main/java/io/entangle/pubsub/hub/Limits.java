package io.entangle.pubsub.hub;

import io.entangle.pubsub.packer.MessageLimits;
import java.util.Objects;

/**
 * How much clients may ask of a hub. A hub that does not ask who its clients are, and lets all of them do everything, has
 * {@link #RELAXED} ones unless it is told others: that is how processes that trust each other share values, and nothing slows
 * them down. Any other has {@link #DEFAULT} ones. Immutable.
 *
 * @param messages of what is read
 * @param writes of what is written to atoms
 * @param rates of how much is said in the time
 * @param connections of who is let in
 */
public record Limits(MessageLimits messages, WriteLimits writes, RateLimits rates, ConnectionLimits connections) {
    /** Those of a hub that has an authenticator or an authorizer. */
    public static final Limits DEFAULT =
            new Limits(MessageLimits.DEFAULT, WriteLimits.DEFAULT, RateLimits.DEFAULT, ConnectionLimits.DEFAULT);

    /** Those of a hub that is open: what would break it is kept out, and nothing else. */
    public static final Limits RELAXED =
            new Limits(MessageLimits.DEFAULT, WriteLimits.NONE, RateLimits.NONE, ConnectionLimits.NONE);

    /**
     * Checks for nulls.
     *
     * @param messages not null
     * @param writes not null
     * @param rates not null
     * @param connections not null
     */
    public Limits {
        Objects.requireNonNull(messages, "messages");
        Objects.requireNonNull(writes, "writes");
        Objects.requireNonNull(rates, "rates");
        Objects.requireNonNull(connections, "connections");
    }

    /**
     * {@return these limits with others of what is read}
     *
     * @param others the others
     */
    public Limits withMessages(MessageLimits others) {
        return new Limits(others, writes, rates, connections);
    }

    /**
     * {@return these limits with others of what is written}
     *
     * @param others the others
     */
    public Limits withWrites(WriteLimits others) {
        return new Limits(messages, others, rates, connections);
    }

    /**
     * {@return these limits with others of how much is said in the time}
     *
     * @param others the others
     */
    public Limits withRates(RateLimits others) {
        return new Limits(messages, writes, others, connections);
    }

    /**
     * {@return these limits with others of who is let in}
     *
     * @param others the others
     */
    public Limits withConnections(ConnectionLimits others) {
        return new Limits(messages, writes, rates, others);
    }
}
