package io.entangle.journal;

import io.entangle.atom.State;
import java.util.List;

/**
 * What an atom's journal was found to hold when it was opened.
 *
 * @param snapshot where reading back began
 * @param first the value of that
 * @param versions every version after it
 * @param clients how far the writes of each client have been taken in
 * @param <T> the type of the atom's values
 */
public record Recovered<T>(Snapshot snapshot, T first, List<Version<T>> versions, List<ClientMark> clients) {
    /**
     * A version.
     *
     * @param state its number and value
     * @param entry what was written down of it
     * @param <T> the type of values
     */
    public record Version<T>(State<T> state, Entry entry) {}
}
