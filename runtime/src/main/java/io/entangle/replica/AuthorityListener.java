package io.entangle.replica;

import io.entangle.clock.ClockSkew;
import io.entangle.merge.Conflict;

/** Is told what an authority notices. Must not throw. */
@FunctionalInterface
public interface AuthorityListener {
    /**
     * Two sites wrote the same field without having seen each other's write.
     *
     * @param conflict what happened
     */
    void conflict(Conflict conflict);

    /**
     * A write was stamped too far in the future, and re-stamped.
     *
     * @param skew by whom, and how far
     */
    default void clockSkew(ClockSkew skew) {}
}
