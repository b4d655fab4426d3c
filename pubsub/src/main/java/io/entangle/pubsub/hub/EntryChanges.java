package io.entangle.pubsub.hub;

import io.entangle.atom.Atom;
import io.entangle.atom.State;
import io.entangle.delta.Delta;
import io.entangle.delta.Edit;
import io.entangle.value.Doc;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells of an atom's changes entry by entry, of several versions at once if need be. Costs what has changed. On the hub's
 * context.
 *
 * @param <T> the type of the atom's values
 */
final class EntryChanges<T> {
    private final String id;
    private final Atom<T> atom;
    private State<T> told;
    private Doc doc;

    EntryChanges(String id, Atom<T> atom) {
        this.id = id;
        this.atom = atom;
        this.told = atom.state();
        this.doc = atom.type().encode(told.value());
    }

    /** Tells of what has changed since this was called last. */
    void tell(Consumer<HubEvent> listener) {
        State<T> now = atom.state();
        if (now.version() == told.version()) {
            return;
        }
        Delta delta = atom.type().diff(told.value(), now.value());
        Doc before = doc;
        told = now;
        doc = delta.apply(before);
        if (delta.root() instanceof Edit.MapEdit map) {
            for (Map.Entry<String, Edit> entry : map.entries().entrySet()) {
                listener.accept(event(entry.getKey(), before, doc, now.version()));
            }
        } else if (!delta.isEmpty()) {
            listener.accept(new HubEvent.Updated(id, now.version(), "", before, doc));
        }
    }

    private HubEvent event(String key, Doc before, Doc after, long version) {
        if (!before.has(key)) {
            return new HubEvent.Inserted(id, version, key, after.get(key));
        }
        return after.has(key)
                ? new HubEvent.Updated(id, version, key, before.get(key), after.get(key))
                : new HubEvent.Deleted(id, version, key, before.get(key));
    }
}
