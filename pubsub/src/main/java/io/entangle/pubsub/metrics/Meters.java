package io.entangle.pubsub.metrics;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts and measures what happens at a hub; {@link MicrometerMeters} is the implementation. Called on the hub's context:
 * must be quick, and must not throw. No method is given what users have written.
 */
public interface Meters {
    /** Measures nothing. */
    Meters NONE = new Meters() {
        @Override
        public boolean isOn() {
            return false;
        }
    };

    /** What can be read of a hub at any time. Called on any thread. */
    interface Hub {
        /**
         * {@return how many connections there are}
         *
         * @param transport over that transport
         */
        long connections(String transport);

        /** {@return how many subscriptions all connections have} */
        long subscriptions();

        /** {@return how many versions the subscriber that is farthest behind lacks} */
        long lag();
    }

    /** {@return whether anybody reads what is measured: what costs something to find out is not, otherwise} */
    default boolean isOn() {
        return true;
    }

    /**
     * A hub begins to be measured.
     *
     * @param hub read now and then
     */
    default void hub(Hub hub) {}

    /**
     * A connection was opened.
     *
     * @param transport over that transport
     */
    default void opened(String transport) {}

    /**
     * A connection has ended.
     *
     * @param transport over that transport
     * @param reason the code of the error that ended it, or {@code "left"}
     */
    default void closed(String transport, String reason) {}

    /**
     * A subscription was answered.
     *
     * @param outcome {@code "resumed"}, {@code "snapshot"} or {@code "reset"}
     * @param bytes how many bytes the answer takes, packed
     */
    default void subscribed(String outcome, int bytes) {}

    /**
     * An update was sent to one subscriber.
     *
     * @param bytes how many bytes it takes, packed
     * @param versions how many versions it leads over
     * @param nanos how long after the first change in it
     */
    default void updated(int bytes, long versions, long nanos) {}

    /**
     * A write was answered.
     *
     * @param outcome {@code "accepted"}, or the code of the refusal
     */
    default void wrote(String outcome) {}

    /** Two sites have written a field without having seen each other's write. */
    default void conflicted() {}

    /**
     * A client, or whoever sent a request, was told of an error.
     *
     * @param code the error's code
     */
    default void refused(String code) {}

    /** A connection said more than it may in the time, and is not read on for a moment. */
    default void throttled() {}

    /**
     * An event was published.
     *
     * @param members to how many connections
     */
    default void published(int members) {}

    /**
     * An event of a client was handled.
     *
     * @param outcome {@code "done"}, or the code of the error
     * @param nanos how long that took
     */
    default void handled(String outcome, long nanos) {}

    /** Events were lost to a connection that took too little. */
    default void missed() {}

    /** {@return all that is measured, in the text format of Prometheus; null if that can't be had here} */
    default @Nullable Supplier<String> prometheus() {
        return null;
    }
}
