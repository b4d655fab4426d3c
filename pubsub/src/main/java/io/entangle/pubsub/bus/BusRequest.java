package io.entangle.pubsub.bus;

import java.util.function.UnaryOperator;

/** What a subscriber asks of a publisher; both are answered with an {@link AtomUpdate}. */
sealed interface BusRequest {
    /** What is the value? */
    record Current() implements BusRequest {}

    /** Change the value. */
    record Swap(UnaryOperator<Object> change) implements BusRequest {}
}
