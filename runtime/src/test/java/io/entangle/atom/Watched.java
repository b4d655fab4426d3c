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
     * The real one, or one with a fault. The scenarios call this directly: of an object made by a {@code Supplier} that
     * is a method reference, the model checker does not see that threads share it.
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
