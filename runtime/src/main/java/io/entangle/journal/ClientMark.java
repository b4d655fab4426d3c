package io.entangle.journal;

import io.entangle.value.Doc;
import org.jspecify.annotations.Nullable;

/**
 * How far a client's writes to an atom have been taken in.
 *
 * @param client the client's name
 * @param sequence of its last write that made a version
 * @param outcomes the newest {@link Entry.Origin#outcomes} that was not null, or null if there was none
 * @param atMs when that last write was taken in
 */
public record ClientMark(
        String client, long sequence, @Nullable Doc outcomes, long atMs) {
    /**
     * {@return the mark after another write}
     *
     * @param before that before it, or null if there was none
     * @param origin whose write it was, one that is counted
     * @param atMs when it was taken in
     */
    static ClientMark after(@Nullable ClientMark before, Entry.Origin origin, long atMs) {
        Doc outcomes = origin.outcomes() == null && before != null ? before.outcomes() : origin.outcomes();
        return new ClientMark(origin.client(), origin.sequence(), outcomes, atMs);
    }
}
