package io.entangle.pubsub.client;

import io.entangle.value.Doc;
import org.jspecify.annotations.Nullable;

/**
 * How a client joins a channel. Immutable.
 *
 * @param last how many of the newest events that are kept to begin with; also where those it has missed are kept no longer
 * @param presence what others are shown of the client in the atom {@code "@presence/"} and the channel's name; null if it
 *     is not to be seen
 */
public record JoinOptions(int last, @Nullable Doc presence) {
    /** From now on, unseen. */
    public static final JoinOptions DEFAULT = new JoinOptions(0, null);

    /**
     * Checks the range.
     *
     * @param last not negative
     * @param presence any document
     */
    public JoinOptions {
        if (last < 0) {
            throw new IllegalArgumentException("last is 0 or more, but found " + last);
        }
    }

    /**
     * {@return these options, beginning with events from before}
     *
     * @param events how many of the newest
     */
    public JoinOptions withLast(int events) {
        return new JoinOptions(events, presence);
    }

    /**
     * {@return these options, to be seen by others}
     *
     * @param shown what they are shown
     */
    public JoinOptions withPresence(Doc shown) {
        return new JoinOptions(last, shown);
    }
}
