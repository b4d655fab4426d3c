package io.entangle.atom;

import io.entangle.atom.WatchedReference.Node;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A watch and how far along the chain of states it has come. */
final class ChainWatch<S> {
    private final Object key;
    private final Consumer<Change<S>> watch;
    private final WatchErrorHandler errors;
    /** How many drains were asked for since the current one began; above 0, some thread is draining. */
    private final AtomicInteger asked = new AtomicInteger();

    private volatile boolean cancelled;
    /** The last state told of; only touched by the draining thread. */
    private Node<S> seen;

    ChainWatch(Object key, Consumer<Change<S>> watch, Node<S> seen, WatchErrorHandler errors) {
        this.key = key;
        this.watch = watch;
        this.seen = seen;
        this.errors = errors;
    }

    void cancel() {
        cancelled = true;
    }

    /** Tells the watch of all changes it has not seen, unless another thread is at it: then that one goes on. */
    void drain() {
        if (asked.getAndIncrement() != 0) {
            return;
        }
        int answered = 1;
        do {
            for (Node<S> next = seen.next; next != null && !cancelled; next = seen.next) {
                Node<S> before = seen;
                seen = next;
                if (next.version != before.version
                        || next.state != before.state) { // else it only took part in a commit
                    tell(new Change<>(before.state, next.state, next.version));
                }
            }
            answered = asked.addAndGet(-answered);
        } while (answered != 0);
    }

    private void tell(Change<S> change) {
        try {
            watch.accept(change);
        } catch (Throwable error) {
            try {
                errors.watchThrew(key, error);
            } catch (RuntimeException handlerFailed) {
                handlerFailed.addSuppressed(error);
                WatchErrorHandler.LOG.watchThrew(key, handlerFailed);
            }
        }
    }
}
