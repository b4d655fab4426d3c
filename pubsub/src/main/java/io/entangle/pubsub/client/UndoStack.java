package io.entangle.pubsub.client;

import io.entangle.clock.HybridTimestamp;
import io.entangle.delta.Delta;
import io.entangle.replica.Intent;
import io.entangle.value.Numbers;
import io.entangle.value.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The writes of a replica that can be taken back, and those that can be done again. Thread-safe. */
final class UndoStack {
    private static final int MOST = 100;

    /** A write and what takes it back. */
    sealed interface Step {
        /** {@return what takes it back} */
        Intent inverse();
    }

    /** Fields written: {@code forward} does it again once it is taken back. */
    record Edited(Delta forward, Delta backward, HybridTimestamp written) implements Step {
        @Override
        public Intent inverse() {
            return new Intent.Undo(backward, written);
        }
    }

    /** A number increased. */
    record Incremented(Path path, Number by) implements Step {
        @Override
        public Intent inverse() {
            return new Intent.Increment(path, Numbers.negated(by));
        }
    }

    private final Deque<Step> done = new ArrayDeque<>();
    private final Deque<Step> undone = new ArrayDeque<>();

    synchronized void wrote(Step step) {
        push(done, step);
        undone.clear();
    }

    synchronized @Nullable Step takeUndo() {
        return done.pollLast();
    }

    synchronized @Nullable Step takeRedo() {
        return undone.pollLast();
    }

    synchronized void undid(Step step) {
        push(undone, step);
    }

    synchronized void redid(Step step) {
        push(done, step);
    }

    synchronized void clear() {
        done.clear();
        undone.clear();
    }

    private static void push(Deque<Step> stack, Step step) {
        stack.addLast(step);
        if (stack.size() > MOST) {
            stack.removeFirst();
        }
    }

    /** What was written by taking a step back, at a time: to be taken back in turn. */
    static Step reversed(Step step, HybridTimestamp written) {
        return step instanceof Edited edited
                ? new Edited(edited.backward(), edited.forward(), written)
                : new Incremented(((Incremented) step).path(), Numbers.negated(((Incremented) step).by()));
    }
}
