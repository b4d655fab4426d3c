package io.entangle.atom;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A watch that holds its caller to the contract: one call at a time, versions without gaps, states handed on. */
final class WatchLog implements Consumer<Change<String>> {
    private final AtomicBoolean running = new AtomicBoolean();
    /** Plain fields on purpose: calls one after the other must also see what the ones before have done. */
    private final List<Change<String>> changes = new ArrayList<>();

    private String broken = "";

    @Override
    public void accept(Change<String> change) {
        if (!running.compareAndSet(false, true)) {
            broken += " called while running;";
            return;
        }
        if (!changes.isEmpty()) {
            Change<String> last = changes.get(changes.size() - 1);
            if (last.version() + 1 != change.version()) {
                broken += " version " + change.version() + " after " + last.version() + ";";
            }
            if (last.after() != change.before()) {
                broken += " \"" + change.before() + "\" was not what came before;";
            }
        }
        changes.add(change);
        running.set(false);
    }

    int count() {
        return changes.size();
    }

    long firstVersion() {
        return changes.get(0).version();
    }

    /** Fails unless the contract was kept, and the changes told of are those after {@code from}, up to {@code to}. */
    void checkTold(long from, State<String> to) {
        checkKept();
        check(changes.size() == to.version() - from, "told of " + changes + " from " + from + " to " + to);
        if (!changes.isEmpty()) {
            check(firstVersion() == from + 1, "told of " + changes + " from " + from);
            check(changes.get(changes.size() - 1).after() == to.value(), "told of " + changes + " up to " + to);
        }
    }

    void checkKept() {
        check(broken.isEmpty(), broken);
    }

    /** An assertion without a library, for a model checker has to follow every step of it. */
    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
