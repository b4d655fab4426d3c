package io.entangle.atom;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A copy of {@link WatchedReference} for one watch, with a fault: to see that the model checker finds it. */
final class FaultyReference implements Watched {
    enum Fault {
        NONE,
        /** Each writer tells the watch of its own change: out of order, and two at a time. */
        WRITERS_TELL,
        /** A change linked while the watch was being registered is never told. */
        NO_DRAIN_AFTER_REGISTERING,
        /** A change linked when the draining thread has just stopped looking is never told. */
        NO_SECOND_LOOK,
        /** The draining thread goes on after the watch was taken away. */
        NO_CANCELLING
    }

    private static final class Node {
        private final String state;
        private final long version;
        private volatile Node next;

        Node(String state, long version) {
            this.state = state;
            this.version = version;
        }
    }

    private static final class Told {
        private final Consumer<Change<String>> watch;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean cancelled;
        private Node seen;

        Told(Consumer<Change<String>> watch, Node seen) {
            this.watch = watch;
            this.seen = seen;
        }
    }

    private final Fault fault;
    private final AtomicReference<Node> head = new AtomicReference<>(new Node("", 0));
    private final AtomicReference<Told> told = new AtomicReference<>();

    FaultyReference(Fault fault) {
        this.fault = fault;
    }

    @Override
    public State<String> state() {
        Node node = head.get();
        return new State<>(node.version, node.state);
    }

    @Override
    public void swap(UnaryOperator<String> change) {
        while (true) {
            Node current = head.get();
            Node next = new Node(change.apply(current.state), current.version + 1);
            if (head.compareAndSet(current, next)) {
                current.next = next;
                Told registered = told.get();
                if (registered != null && fault == Fault.WRITERS_TELL) {
                    registered.watch.accept(new Change<>(current.state, next.state, next.version));
                } else if (registered != null) {
                    drain(registered);
                }
                return;
            }
        }
    }

    @Override
    public void watch(Object key, Consumer<Change<String>> watch) {
        Told added = new Told(watch, head.get());
        told.set(added);
        if (fault != Fault.NO_DRAIN_AFTER_REGISTERING) {
            drain(added);
        }
    }

    @Override
    public boolean unwatch(Object key) {
        Told removed = told.getAndSet(null);
        if (removed != null && fault != Fault.NO_CANCELLING) {
            removed.cancelled = true;
        }
        return removed != null;
    }

    private void drain(Told watch) {
        if (watch.asked.getAndIncrement() != 0) {
            return;
        }
        int answered = 1;
        do {
            for (Node next = watch.seen.next; next != null && !watch.cancelled; next = watch.seen.next) {
                Node before = watch.seen;
                watch.seen = next;
                watch.watch.accept(new Change<>(before.state, next.state, next.version));
            }
            answered = fault == Fault.NO_SECOND_LOOK
                    ? watch.asked.getAndSet(0) - answered - 1_000
                    : watch.asked.addAndGet(-answered);
        } while (answered > 0);
    }
}
