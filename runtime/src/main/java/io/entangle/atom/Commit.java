package io.entangle.atom;

import io.entangle.atom.WatchedReference.Node;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Changes of several references that become visible at one instant, or not at all. Lock-free: whoever meets one that is
 * under way completes it. Built by one thread and attempted once.
 *
 * <p>Source: the multi-word compare-and-swap of Harris, Fraser and Pratt, "A Practical Multi-Word Compare-and-Swap
 * Operation", DISC 2002. Its restricted inner swap is not needed, because nodes are never used again: one that is
 * installed after its commit was aborted is recognised as such and taken out by the next who passes.
 */
public final class Commit {
    private static final VarHandle OUTCOME;

    static {
        try {
            OUTCOME = MethodHandles.lookup().findVarHandle(Commit.class, "outcome", Outcome.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private enum Outcome {
        UNDECIDED,
        DONE,
        ABORTED
    }

    /** One reference, the node it must hold, and the one it is to hold. */
    private record Part<S>(WatchedReference<S> reference, Node<S> expected, Node<S> installed) {}

    private static final AtomicLong DECISIONS = new AtomicLong();

    private static final CompletableFuture<Boolean> SEEN = CompletableFuture.completedFuture(true);

    private final List<Part<?>> parts = new ArrayList<>();
    /** Where the ways to nodes begin that lead over others. */
    private final Map<Node<?>, Node<?>> ways = new IdentityHashMap<>(0);
    /** Changes that are written down first; there are either these or the others. */
    private final List<Ledger.Part> written = new ArrayList<>();

    private volatile Outcome outcome = Outcome.UNDECIDED;
    /** Set if a reference was found changed while this was being built. */
    private boolean stale;

    /** A commit of no changes yet. */
    public Commit() {}

    /**
     * Adds a change; at most one of each reference.
     *
     * @param reference the reference
     * @param version the version it must have
     * @param next its new state
     * @param always whether a version is made even of the current state; else that only takes part by its version
     * @param <S> the type of states
     */
    public <S> void add(WatchedReference<S> reference, long version, S next, boolean always) {
        if (!written.isEmpty()) {
            throw new IllegalArgumentException(
                    "atoms that are changed together are all in memory or all on one journal, but found some of each");
        }
        Node<S> current = reference.current();
        if (current.version != version) {
            stale = true;
        } else {
            long after = next == current.state && !always ? version : version + 1;
            parts.add(new Part<>(reference, current, new Node<>(next, after, this, current)));
        }
    }

    /**
     * Adds several states of a reference, one after the other: watches are told of each, and all others see the last at once.
     *
     * @param reference the reference, which only the caller changes
     * @param states the states, of whichever versions
     * @param <S> the type of states
     */
    public <S> void add(WatchedReference<S> reference, List<State<S>> states) {
        Node<S> current = reference.current();
        State<S> last = states.get(states.size() - 1);
        Node<S> installed = new Node<>(last.value(), last.version(), this, current);
        for (int i = states.size() - 2; i >= 0; i--) {
            Node<S> node = new Node<>(states.get(i).value(), states.get(i).version());
            node.next = way(installed);
            ways.put(installed, node);
        }
        parts.add(new Part<>(reference, current, installed));
    }

    /**
     * Adds a change that is written down before it is seen.
     *
     * @param part the change
     * @throws IllegalArgumentException if others of this commit are not, or elsewhere: they could not be seen at one instant
     */
    public void add(Ledger.Part part) {
        written.add(part);
        if (!parts.isEmpty() || written.get(0).ledger() != part.ledger()) {
            throw new IllegalArgumentException(
                    "atoms that are changed together are all in memory or all on one journal, but found some of each");
        }
    }

    /**
     * {@return whether all atoms were in the states they must be, so that all the changes were made} Waits until they are
     * written down, if they have to be.
     *
     * @throws RuntimeException if they could not be written down; nothing is changed then
     */
    public boolean attempt() {
        CompletableFuture<Boolean> begun = begin();
        if (begun == null) {
            return false;
        }
        try {
            boolean seen = begun.join();
            written.forEach(Ledger.Part::tellWatches);
            return seen;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** {@return as {@link Ledger#append}, without waiting; what is not written down is seen when this returns} */
    public @Nullable CompletableFuture<Boolean> begin() {
        if (stale) {
            return null;
        }
        if (!written.isEmpty()) {
            return written.get(0).ledger().append(written);
        }
        boolean done = link();
        if (done) {
            parts.forEach(part -> part.reference().drainWatches());
        }
        return done ? SEEN : null;
    }

    /** {@return as {@link #attempt}, for references alone, leaving it to others to tell their watches} */
    public boolean link() {
        parts.sort(
                Comparator.comparingLong(part -> part.reference().order)); // so that two commits never block each other
        boolean done = !stale && decide();
        parts.forEach(Commit::finish);
        return done;
    }

    /** Brings this to its end, whoever began it. */
    boolean decide() {
        for (Part<?> part : parts) {
            install(part);
        }
        if (outcome == Outcome.UNDECIDED) {
            DECISIONS.getAndIncrement();
            OUTCOME.compareAndSet(this, Outcome.UNDECIDED, Outcome.DONE);
        }
        return outcome == Outcome.DONE;
    }

    /**
     * {@return a number that has grown before any commit was done} Whoever reads several references by
     * {@link WatchedReference#settled}, and this number before and after, and finds it unchanged, has seen each commit
     * whole or not at all.
     */
    public static long decisions() {
        return DECISIONS.get();
    }

    /** Where the way from what stood before to a node begins: at the node, unless it leads over others. */
    @SuppressWarnings("unchecked") // of one reference, as it was put
    <S> Node<S> way(Node<S> node) {
        return (Node<S>) ways.getOrDefault(node, node);
    }

    boolean isDone() {
        return outcome == Outcome.DONE;
    }

    private <S> void install(Part<S> part) {
        while (outcome == Outcome.UNDECIDED) {
            Node<S> head = part.reference().head();
            if (head == part.installed()
                    || head == part.expected() && part.reference().replace(part.expected(), part.installed())) {
                return;
            }
            if (head != part.expected() && part.reference().current() != part.expected()) {
                OUTCOME.compareAndSet(this, Outcome.UNDECIDED, Outcome.ABORTED);
            }
        }
    }

    private static <S> void finish(Part<S> part) {
        part.reference().settle(part.installed());
    }
}
