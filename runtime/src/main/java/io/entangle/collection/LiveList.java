package io.entangle.collection;

import io.entangle.atom.Cell;
import io.entangle.atom.Change;
import io.entangle.atom.State;
import io.entangle.atom.WatchErrorHandler;
import io.entangle.atom.WatchedReference;
import io.entangle.value.PersistentMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The list of a {@link Selection}, kept up to date at the cost of what changes in the collection, and not of its size: a
 * changed record costs O(log n) comparisons.
 *
 * <p>What one change of the collection does to the list is told as one change of it, so nobody sees half of it. Changes that
 * are made while the list takes in others may be told as one. If a condition, key or comparator throws, that is reported
 * where the collection's atom or replica reports what watches throw, the list stays as it was for its watches, and what was
 * missed is told together with the next change. Thread-safe.
 *
 * @param <T> the type of records
 */
public final class LiveList<T> implements AutoCloseable {
    private final Cell<PersistentMap<String, T>> cell;
    private final WatchedReference<Shown<T>> shown;
    private volatile boolean closed;

    private LiveList(Selection<T> selection, Shown<T> first) {
        this.cell = selection.cell();
        this.shown = new WatchedReference<>(first, 0, WatchErrorHandler.LOG);
    }

    static <T> LiveList<T> of(Selection<T> selection) {
        LiveList<T> list =
                new LiveList<>(selection, Shown.of(selection, selection.cell().get()));
        list.cell.watch(list, (before, after) -> list.advance());
        try {
            list.advance(); // what has changed before the watch was there
        } catch (RuntimeException | Error e) {
            list.close();
            throw e;
        }
        return list;
    }

    /** Shows the newest version, which never goes back: it is read after what is shown, and shown only in place of that. */
    private void advance() {
        while (true) {
            State<Shown<T>> current = shown.state();
            PersistentMap<String, T> newest = cell.get();
            if (newest == current.value().source()
                    || shown.compareAndSet(current.version(), current.value().at(newest))) {
                return;
            }
        }
    }

    /**
     * {@return the list as it is now; after {@link #close}, as it was then} It can't be modified, and does not change. It is
     * not copied: an index of it takes O(log n), an iterator goes through it in its length.
     *
     * @throws RuntimeException if a condition, key or comparator throws at what has changed
     */
    public List<Item<T>> get() {
        Shown<T> current = shown.get();
        PersistentMap<String, T> newest = closed ? current.source() : cell.get();
        // Who has just written sees it here, even if another thread is still telling of changes before.
        return (newest == current.source() ? current : current.at(newest)).list();
    }

    /**
     * Registers a watch, in place of one registered by the same key before. It is told of the list as it is, before this
     * returns unless another thread is telling it, and then of every change.
     *
     * @param key by which the watch can be replaced or taken away; compared by {@code equals}
     * @param watch is told
     */
    public void watch(Object key, ListWatch<T> watch) {
        shown.watch(key, new Teller<>(Objects.requireNonNull(watch, "watch")));
        State<Shown<T>> current = shown.state();
        while (!shown.link(current.version(), current.value())) {
            current = shown.state();
        }
        shown.drainWatches();
    }

    /**
     * Takes a watch away. If another thread was just about to call it, that one call may still begin; no other does.
     *
     * @param key the key it was registered by
     * @return whether there was one
     */
    public boolean unwatch(Object key) {
        return shown.unwatch(key);
    }

    /** Stops keeping the list up to date. It can still be read; its watches are told of nothing more. */
    @Override
    public void close() {
        closed = true;
        cell.unwatch(this);
    }

    /** {@return what it is, for people} */
    @Override
    public String toString() {
        return "live list of " + shown.get().list().size() + " records";
    }

    /** Tells a watch, by one thread at a time. */
    private static final class Teller<T> implements Consumer<Change<Shown<T>>> {
        private final ListWatch<T> watch;
        private boolean isFirst = true;

        Teller(ListWatch<T> watch) {
            this.watch = watch;
        }

        @Override
        public void accept(Change<Shown<T>> change) {
            if (isFirst) {
                isFirst = false;
                watch.changed(ListDifference.toFirst(change.after()));
            } else if (change.before() != change.after()) {
                ListChange<T> told = ListDifference.between(change.before(), change.after());
                if (!told.events().isEmpty()) {
                    watch.changed(told);
                }
            }
        }
    }
}
