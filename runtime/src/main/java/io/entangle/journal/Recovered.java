package io.entangle.journal;

import io.entangle.atom.State;
import io.entangle.type.AtomType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What an atom's journal was found to hold when it was opened.
 *
 * @param epoch the life of its history
 * @param snapshot where reading back began
 * @param first the value of that
 * @param versions every version after it
 * @param clients how far the writes of each client have been taken in
 * @param <T> the type of the atom's values
 */
public record Recovered<T>(
        long epoch, Snapshot snapshot, State<T> first, List<Version<T>> versions, List<ClientMark> clients) {
    /**
     * A version.
     *
     * @param state its number and value
     * @param entry what was written down of it
     * @param <T> the type of values
     */
    public record Version<T>(State<T> state, Entry entry) {}

    /** Decodes what was found; each entry that is passed is told. */
    static <T> Recovered<T> of(Recovery recovery, AtomType<T> type, Consumer<Entry> passing) {
        Snapshot snapshot = recovery.snapshot();
        State<T> first = new State<>(snapshot.version(), type.decode(snapshot.value()));
        List<Version<T>> versions = after(first, recovery.entries(), type, passing);
        return new Recovered<>(recovery.head().epoch(), snapshot, first, versions, recovery.clients());
    }

    /** The versions that entries make of a state. */
    static <T> List<Version<T>> after(State<T> state, List<Entry> entries, AtomType<T> type, Consumer<Entry> passing) {
        List<Version<T>> versions = new ArrayList<>(entries.size());
        T value = state.value();
        for (Entry entry : entries) {
            passing.accept(entry);
            value = type.apply(value, entry.delta());
            versions.add(new Version<>(new State<>(entry.version(), value), entry));
        }
        return versions;
    }

    /** {@return the newest version and its value} */
    public State<T> newest() {
        return versions.isEmpty() ? first : versions.get(versions.size() - 1).state();
    }

    /** When the newest version was taken in. */
    long newestAtMs() {
        return versions.isEmpty()
                ? snapshot.atMs()
                : versions.get(versions.size() - 1).entry().atMs();
    }

    /** The same, and what was appended since. */
    Recovered<T> with(List<Version<T>> appended) {
        List<Version<T>> all = new ArrayList<>(versions);
        all.addAll(appended);
        Map<String, ClientMark> marks = new LinkedHashMap<>();
        clients.forEach(mark -> marks.put(mark.client(), mark));
        for (Version<T> version : appended) {
            Entry.Origin origin = version.entry().origin();
            if (origin != null && origin.isCounted()) {
                marks.compute(
                        origin.client(),
                        (client, before) ->
                                ClientMark.after(before, origin, version.entry().atMs()));
            }
        }
        return new Recovered<>(epoch, snapshot, first, all, List.copyOf(marks.values()));
    }
}
