package io.entangle.atom;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What the scenarios of the model checker are played with: the real reference, or a wrong one. */
interface Watched {
    State<String> state();

    void swap(UnaryOperator<String> change);

    void watch(Object key, Consumer<Change<String>> watch);

    boolean unwatch(Object key);

    /**
     * {@return the real one, or one with a fault} The scenarios call this themselves: with a {@code Supplier} in
     * between, the model checker tried fewer interleavings and missed faults planted in the real one.
     */
    static Watched with(FaultyReference.Fault fault) {
        return fault == FaultyReference.Fault.NONE ? real(WatchErrorHandler.LOG) : new FaultyReference(fault);
    }

    static Watched real(WatchErrorHandler errors) {
        WatchedReference<String> reference = new WatchedReference<>("", 0, errors);
        return new Watched() {
            @Override
            public State<String> state() {
                return reference.state();
            }

            @Override
            public void swap(UnaryOperator<String> change) {
                reference.swap(change);
            }

            @Override
            public void watch(Object key, Consumer<Change<String>> watch) {
                reference.watch(key, watch);
            }

            @Override
            public boolean unwatch(Object key) {
                return reference.unwatch(key);
            }
        };
    }
}
