package io.entangle.pubsub.client;

import io.entangle.replica.Delivery;
import io.entangle.replica.Mutations;
import java.util.Objects;

/**
 * What a replica can do and how it wants to be told of changes. Immutable.
 *
 * @param mutations those that can be called by name, the same as the hub's; none
 * @param delivery the newest version whenever it can be taken, at most at some rate, or every version by itself
 * @param <T> the type of values
 */
public record ReplicaOptions<T>(Mutations<T> mutations, Delivery delivery) {
    /**
     * Checks that nothing is missing.
     *
     * @param mutations not null
     * @param delivery not null
     */
    public ReplicaOptions {
        Objects.requireNonNull(mutations, "mutations");
        Objects.requireNonNull(delivery, "delivery");
    }

    /**
     * {@return the defaults}
     *
     * @param <T> the type of values
     */
    public static <T> ReplicaOptions<T> defaults() {
        return new ReplicaOptions<>(Mutations.none(), Delivery.LATEST);
    }

    /**
     * {@return these options with other mutations}
     *
     * @param registered those that can be called by name
     */
    public ReplicaOptions<T> withMutations(Mutations<T> registered) {
        return new ReplicaOptions<>(registered, delivery);
    }

    /**
     * {@return these options with another delivery}
     *
     * @param wanted how the replica wants to be told of changes
     */
    public ReplicaOptions<T> withDelivery(Delivery wanted) {
        return new ReplicaOptions<>(mutations, wanted);
    }
}
