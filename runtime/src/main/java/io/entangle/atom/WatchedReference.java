package io.entangle.atom;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.eclipse.collections.api.factory.Maps;
import org.eclipse.collections.api.map.ImmutableMap;
import org.jspecify.annotations.Nullable;

/**
 * The core of every cell: a reference changed by compare-and-set, with watches that see each change once, in order.
 *
 * <p>Each state links to the one after it. A watch walks that chain at its own pace: whoever made a change (or finds one
 * made) drains every watch, and a counter on each watch sees to it that one thread at a time does so and that no
 * change is left over when it stops. So writers never wait for watches of other writers, a watch may itself write, and
 * the states no watch needs any more are garbage.
 *
 * @param <S> the type of states, immutable
 */
public final class WatchedReference<S> {
    private static final VarHandle HEAD;
    private static final VarHandle WATCHES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(WatchedReference.class, "head", Node.class);
            WATCHES = lookup.findVarHandle(WatchedReference.class, "watches", ImmutableMap.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final AtomicLong ORDERS = new AtomicLong();

    /** One state, the number of changes before it, and, once there is one, the state after it. */
    static final class Node<S> {
        final S state;
        final long version;
        volatile @Nullable Node<S> next;
        /** That of which this is a part, until it is known to be done; what stood before, as long as that may stand. */
        volatile @Nullable Commit commit;

        volatile @Nullable Node<S> before;

        Node(S state, long version) {
            this(state, version, null, null);
        }

        Node(S state, long version, @Nullable Commit commit, @Nullable Node<S> before) {
            this.state = state;
            this.version = version;
            this.commit = commit;
            this.before = before;
        }
    }

    /** In which order commits go through references. */
    final long order = ORDERS.getAndIncrement();

    private final WatchErrorHandler errors;
    private volatile Node<S> head;
    private volatile ImmutableMap<Object, ChainWatch<S>> watches = Maps.immutable.empty();

    /**
     * A reference to a first state.
     *
     * @param state the first state
     * @param version its version
     * @param errors is told when a watch throws
     */
    public WatchedReference(S state, long version, WatchErrorHandler errors) {
        this.head = new Node<>(state, version);
        this.errors = errors;
    }

    /** {@return the current state} */
    public S get() {
        return visible().state;
    }

    /** {@return the current state and version} */
    public State<S> state() {
        Node<S> node = visible();
        return new State<>(node.version, node.state);
    }

    /** {@return the current state and version, after bringing a commit that is under way to its end} */
    public State<S> settled() {
        Node<S> node = current();
        return new State<>(node.version, node.state);
    }

    private Node<S> visible() {
        Node<S> node = head;
        Commit commit = node.commit;
        if (commit == null || commit.isDone()) {
            return node;
        }
        Node<S> before = node.before;
        return before == null ? node : before; // none: it was done meanwhile
    }

    // ---- for commits ----

    Node<S> head() {
        return head;
    }

    boolean replace(Node<S> expected, Node<S> next) {
        return HEAD.compareAndSet(this, expected, next);
    }

    /** The node from which the next one is made, after bringing a commit that is under way to its end. */
    Node<S> current() {
        while (true) {
            Node<S> node = head;
            Commit commit = node.commit;
            if (commit == null) {
                return node;
            }
            commit.decide();
            settle(node);
        }
    }

    /** Takes note of what became of the commit a node is part of: links it into the chain, or takes it out. */
    void settle(Node<S> node) {
        Commit commit = node.commit;
        Node<S> before = node.before;
        if (commit == null || before == null) {
            return;
        }
        if (commit.isDone()) {
            before.next = commit.way(node);
            node.commit = null;
            node.before = null;
        } else {
            HEAD.compareAndSet(this, node, before);
        }
    }

    /** Has all watches told of what they have not been told of, by this thread if no other is telling them. */
    public void drainWatches() {
        for (ChainWatch<S> watch : watches) {
            watch.drain();
        }
    }

    /**
     * Replaces the state by what a function makes of it, unless that is the same object.
     *
     * @param change gets the current state and returns the next; may run more than once
     * @return the state after the change
     */
    public S swap(UnaryOperator<S> change) {
        while (true) {
            Node<S> current = current();
            S next = change.apply(current.state);
            if (next == current.state || advance(current, next)) {
                return next;
            }
        }
    }

    /**
     * Replaces the state if its version is the expected one.
     *
     * @param version the version it must have
     * @param next the new state; if it is the current one, nothing changes
     * @return whether the version was as expected
     */
    public boolean compareAndSet(long version, S next) {
        return replace(version, next, false);
    }

    boolean replace(long version, S next, boolean always) {
        Node<S> current = current();
        return current.version == version && (next == current.state && !always || advance(current, next));
    }

    /**
     * Replaces the state by the next version of it, be it the same state, if its version is the expected one. Leaves it to
     * others to tell the watches.
     *
     * @param version the version it must have
     * @param next the new state
     * @return whether the version was as expected
     */
    public boolean link(long version, S next) {
        Node<S> current = current();
        return current.version == version && link(current, next);
    }

    private boolean link(Node<S> current, S state) {
        Node<S> next = new Node<>(state, current.version + 1);
        boolean linked = HEAD.compareAndSet(this, current, next);
        if (linked) {
            current.next = next;
        }
        return linked;
    }

    private boolean advance(Node<S> current, S state) {
        boolean advanced = link(current, state);
        if (advanced) {
            drainWatches();
        }
        return advanced;
    }

    /**
     * Registers a watch for all changes from now on, in place of one registered by the same key before.
     *
     * @param key compared by {@code equals}
     * @param watch is told of every change
     */
    public void watch(Object key, Consumer<Change<S>> watch) {
        ChainWatch<S> added = new ChainWatch<>(key, watch, current(), errors);
        while (true) {
            ImmutableMap<Object, ChainWatch<S>> current = watches;
            ChainWatch<S> replaced = current.get(key);
            if (WATCHES.compareAndSet(this, current, current.newWithKeyValue(key, added))) {
                if (replaced != null) {
                    replaced.cancel();
                }
                break;
            }
        }
        // A writer may have read the watches before this one was among them, and linked its state after that.
        added.drain();
    }

    /**
     * Takes a watch away. If another thread was just about to call it, that one call may still begin; no other does.
     *
     * @param key the key it was registered by
     * @return whether there was one
     */
    public boolean unwatch(Object key) {
        while (true) {
            ImmutableMap<Object, ChainWatch<S>> current = watches;
            ChainWatch<S> removed = current.get(key);
            if (removed == null) {
                return false;
            }
            if (WATCHES.compareAndSet(this, current, current.newWithoutKey(key))) {
                removed.cancel();
                return true;
            }
        }
    }
}
